import { Catalog, RegistryEditor, ServerRegistry } from '@app/mcp';
import { Module, type DynamicModule } from '@nestjs/common';
import { RegistryController } from './registry.controller.js';
import type { RegistryParts } from './registry-parts.js';
import { RegistryService } from './registry.service.js';
import { ServerFigures } from './server-figures.js';
import { ServerHealths } from './server-healths.js';
import { ServersController } from './servers.controller.js';

/** RegistryModule puts the registry behind its routes; the app's guard says who may use them. */
@Module({})
export class RegistryModule {
  static of(
    { registry, editor, catalog }: RegistryParts,
    healths: ServerHealths,
    figures: ServerFigures,
  ): DynamicModule {
    return {
      module: RegistryModule,
      controllers: [RegistryController, ServersController],
      providers: [
        { provide: ServerRegistry, useValue: registry },
        { provide: RegistryEditor, useValue: editor },
        { provide: Catalog, useValue: catalog },
        { provide: ServerHealths, useValue: healths },
        { provide: ServerFigures, useValue: figures },
        RegistryService,
      ],
    };
  }
}
