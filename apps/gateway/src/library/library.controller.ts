import { RequiresPermission } from '@app/auth';
import { Body, Controller, Get, HttpCode, Post, Put, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  DefaultModelAnswer,
  DeleteModelAnswer,
  LoadModelAnswer,
  UnloadModelAnswer,
} from './changes/change.answer.js';
import { DefaultModelBody, DeleteModelBody, LoadModelBody, UnloadModelBody } from './changes/change.dto.js';
import { DefaultDesk } from './changes/default-desk.js';
import { DeleteDesk } from './changes/delete-desk.js';
import { LoadDesk } from './changes/load-desk.js';
import { LibraryAnswer } from './library.answer.js';
import { LibraryView } from './library-view.js';
import { operatorOf } from './operator.js';

@ApiTags('library')
@ApiBearerAuth()
@Controller('api/models')
export class LibraryController {
  constructor(
    private readonly view: LibraryView,
    private readonly deletes: DeleteDesk,
    private readonly loads: LoadDesk,
    private readonly defaults: DefaultDesk,
  ) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'Every model of every provider: its size, whether it is in memory, who uses it' })
  @ApiOkResponse({ type: LibraryAnswer })
  list(@Req() request: FastifyRequest): Promise<LibraryAnswer> {
    return this.view.read(operatorOf(request));
  }

  @Get('default')
  @RequiresPermission('read')
  @ApiOperation({ summary: 'The model that the name `default` stands for' })
  @ApiOkResponse({ type: DefaultModelAnswer })
  readDefault(): DefaultModelAnswer {
    return this.defaults.read();
  }

  @Put('default')
  @RequiresPermission('operate')
  @ApiOperation({ summary: 'Choose the model that the name `default` stands for' })
  @ApiOkResponse({ type: DefaultModelAnswer })
  @ApiResponse({ status: 409, description: '`default_in_file`: gateway.yaml says which' })
  chooseDefault(
    @Body() { model }: DefaultModelBody,
    @Req() request: FastifyRequest,
  ): Promise<DefaultModelAnswer> {
    return this.defaults.choose(model, operatorOf(request));
  }

  @Post('delete')
  @HttpCode(200)
  @RequiresPermission('administer')
  @ApiOperation({ summary: "Delete a model from its provider's disk, or say what that would mean" })
  @ApiOkResponse({ type: DeleteModelAnswer })
  @ApiResponse({ status: 400, description: '`confirm_required`, `library_not_managed`' })
  @ApiResponse({ status: 409, description: '`model_busy`: it is being pulled' })
  remove(@Body() body: DeleteModelBody, @Req() request: FastifyRequest): Promise<DeleteModelAnswer> {
    return this.deletes.remove(body, operatorOf(request));
  }

  @Post('load')
  @HttpCode(200)
  @RequiresPermission('operate')
  @ApiOperation({
    summary: 'Bring a model into memory',
    description: 'Answers once it is there. The load goes on when its caller leaves.',
  })
  @ApiOkResponse({ type: LoadModelAnswer })
  load(@Body() { model }: LoadModelBody, @Req() request: FastifyRequest): Promise<LoadModelAnswer> {
    return this.loads.load(model, operatorOf(request));
  }

  @Post('unload')
  @HttpCode(200)
  @RequiresPermission('operate')
  @ApiOperation({ summary: 'Take a model out of memory, once the calls on it have ended' })
  @ApiOkResponse({ type: UnloadModelAnswer })
  @ApiResponse({ status: 400, description: '`confirm_required`: calls run on it' })
  unload(@Body() body: UnloadModelBody, @Req() request: FastifyRequest): Promise<UnloadModelAnswer> {
    return this.loads.unload(body, operatorOf(request));
  }
}
