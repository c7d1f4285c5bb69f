import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsOptional, Matches } from 'class-validator';
import { ChangeBody } from '../changes/change.dto.js';
import { NAME } from '../services/service.dto.js';
import { MOST_SERVICES } from './service-images.js';

export class PullBody extends ChangeBody {
  @ApiProperty({ required: false, default: 'local', description: 'The node that is meant' })
  @IsOptional()
  @Matches(NAME, { message: 'node must be the name of a node' })
  node?: string;

  @ApiProperty({ type: [String], description: 'Services whose images are pulled', example: ['ollama'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_SERVICES)
  @ArrayUnique({ message: 'services must not name a service twice' })
  @Matches(NAME, { each: true, message: 'services must be names of services' })
  services: string[];
}
