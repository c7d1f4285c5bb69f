import { Denials, OperatorAccess, PermissionGuard } from '@app/auth';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CallsController } from '../calls/calls.controller.js';
import { CallsView } from '../calls/calls-view.js';
import { DefaultDesk } from './changes/default-desk.js';
import { DeleteDesk } from './changes/delete-desk.js';
import { LoadDesk } from './changes/load-desk.js';
import type { LibraryParts } from './library-parts.js';
import { LibraryController } from './library.controller.js';
import { LibraryView } from './library-view.js';
import { PullDesk } from './pulls/pull-desk.js';
import { PullsController } from './pulls/pulls.controller.js';

/**
 * LibraryModule puts what operators see and change of models behind its routes. Its guard is the whole app's: a route
 * that declares nothing serves nobody.
 */
@Module({})
export class LibraryModule {
  static of(parts: LibraryParts): DynamicModule {
    return {
      module: LibraryModule,
      controllers: [PullsController, LibraryController, CallsController],
      providers: [
        { provide: OperatorAccess, useValue: parts.operators },
        { provide: Denials, useValue: parts.denials },
        { provide: LibraryView, useValue: parts.view },
        { provide: PullDesk, useValue: parts.pulls },
        { provide: DeleteDesk, useValue: parts.deletes },
        { provide: LoadDesk, useValue: parts.loads },
        { provide: DefaultDesk, useValue: parts.defaults },
        { provide: CallsView, useValue: parts.calls },
        { provide: APP_GUARD, useClass: PermissionGuard },
      ],
    };
  }
}
