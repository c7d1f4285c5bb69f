import { Controller, Get } from '@nestjs/common';
import { NodeStates } from './node-states.js';

@Controller('nodes')
export class NodesController {
  constructor(private readonly states: NodeStates) {}

  @Get()
  read() {
    return this.states.read();
  }
}
