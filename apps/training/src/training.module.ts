import { MetricsController, Readiness, ReadyController, Registry } from '@app/http';
import { Module, type DynamicModule } from '@nestjs/common';
import { Bridge, BridgeController, Door } from './bridge/index.js';
import { McpController, McpDoor } from './mcp-http/index.js';

export interface TrainingHttpParts {
  readonly door: Door;
  readonly bridge: Bridge;
  readonly mcp: McpDoor;
  readonly readiness: Readiness;
  readonly metrics: Registry;
}

/** TrainingModule puts the tools behind the doors of HTTP; who may come in is asked before the body is read. */
@Module({})
export class TrainingModule {
  static of(parts: TrainingHttpParts): DynamicModule {
    return {
      module: TrainingModule,
      controllers: [BridgeController, McpController, ReadyController, MetricsController],
      providers: [
        { provide: Door, useValue: parts.door },
        { provide: Bridge, useValue: parts.bridge },
        { provide: McpDoor, useValue: parts.mcp },
        { provide: Readiness, useValue: parts.readiness },
        { provide: Registry, useValue: parts.metrics },
      ],
    };
  }
}
