import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsInt,
  IsObject,
  IsOptional,
  Matches,
  Max,
  MaxLength,
  Min,
  Validate,
  ValidateNested,
} from 'class-validator';
import type { JsonObject } from '@app/kernel';
import { ImportAnswers } from './import-answers.js';

const SERVER = /^[a-z0-9][a-z0-9_-]{0,62}$/;

export class ServerBody {
  @ApiProperty({ description: 'Name of the server in the registry', example: 'github' })
  @Matches(SERVER, { message: 'server must be 1 to 63 lower-case letters, digits, "_" or "-"' })
  server: string;
}

export class ImportChoiceBody {
  @ApiProperty({ required: false, description: 'Which of the packages, counted from 0' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(63)
  package?: number;

  @ApiProperty({ required: false, description: 'Which of the remotes, counted from 0' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(63)
  remote?: number;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      'Answers to what the chosen option asks for, by name; a list where one may be repeated. No secrets.',
    example: { folder: ['/srv/docs'] },
  })
  @IsOptional()
  // As it was sent: the copy that is made otherwise leaves out names such as "toString".
  @Transform(({ obj }: { obj: { values?: unknown } }) => obj.values)
  @Validate(ImportAnswers)
  values?: Record<string, string | string[]>;
}

export class AddBody extends ServerBody {
  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: true,
    description: 'Its entry. Without entry, catalog and server_json: the item of the catalogue by its name.',
    example: { image: 'mcp/duckduckgo', scopes: ['search'], rate_limit_rpm: 60 },
  })
  @IsOptional()
  @Transform(({ obj }: { obj: { entry?: unknown } }) => obj.entry)
  @IsObject()
  entry?: JsonObject;

  @ApiProperty({ required: false, description: 'Name of an item of the catalogue' })
  @IsOptional()
  @Matches(SERVER, { message: 'catalog must be the name of an item of the catalogue' })
  @MaxLength(63)
  catalog?: string;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: true,
    description: 'A server.json document of the official registry, schema 2025-12-11',
  })
  @IsOptional()
  @Transform(({ obj }: { obj: { server_json?: unknown } }) => obj.server_json)
  @IsObject()
  server_json?: JsonObject;

  @ApiProperty({ required: false, type: ImportChoiceBody, description: 'Which option of it is meant' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ImportChoiceBody)
  choice?: ImportChoiceBody;
}

export class CatalogQuery {
  @ApiProperty({ required: false, description: 'Words that occur in a name, a title or a description' })
  @IsOptional()
  @MaxLength(128)
  q?: string;
}
