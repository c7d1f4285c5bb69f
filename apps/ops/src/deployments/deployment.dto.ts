import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, Validate } from 'class-validator';
import { ChangeBody } from '../changes/change.dto.js';
import { JobParams } from '../jobs/job.dto.js';
import { NAME, NodeQuery } from '../services/service.dto.js';
import { ServiceImages } from './service-images.js';

const PULLS = ['always', 'missing'] as const;

export class DeploymentBody extends ChangeBody {
  @ApiProperty({ required: false, default: 'local', description: 'The node that is meant' })
  @IsOptional()
  @Matches(NAME, { message: 'node must be the name of a node' })
  node?: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'What each service is to run: 1 to 32 services, each with an image reference',
    example: { ollama: 'ollama/ollama:0.21.0' },
  })
  // As it was sent: the copy that is made otherwise leaves out names such as "toString".
  @Transform(({ obj }: { obj: { images?: unknown } }) => obj.images)
  @Validate(ServiceImages)
  images: Record<string, string>;

  @ApiProperty({
    required: false,
    enum: PULLS,
    default: 'always',
    description: '`missing` pulls only what the node does not have, as for images that were built there',
  })
  @IsOptional()
  @IsIn(PULLS)
  pull?: (typeof PULLS)[number];

  @ApiProperty({
    required: false,
    default: 300,
    description: 'Seconds in which every service must be healthy; otherwise the deployment is rolled back',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3600)
  health_timeout_sec?: number;
}

export class DeploymentParams extends JobParams {}

export class DeploymentsQuery extends NodeQuery {
  @ApiProperty({ required: false, default: 20, description: 'The newest so many' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}
