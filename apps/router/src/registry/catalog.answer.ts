import type { CatalogItem, CatalogOption, CatalogQuestion, ImportChoice } from '@app/mcp';
import { ApiProperty } from '@nestjs/swagger';

class CatalogQuestionAnswer implements CatalogQuestion {
  @ApiProperty()
  name: string;

  @ApiProperty()
  required: boolean;

  @ApiProperty({ description: 'It may be answered more than once' })
  repeated: boolean;

  @ApiProperty({ required: false, type: String })
  description: string | undefined;

  @ApiProperty({ required: false, type: String })
  default: string | undefined;

  @ApiProperty({ required: false, type: [String] })
  choices: readonly string[] | undefined;
}

class CatalogVariables {
  @ApiProperty({ type: [String] })
  required: readonly string[];

  @ApiProperty({ type: [String] })
  optional: readonly string[];
}

class CatalogOptionAnswer implements CatalogOption {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'To be sent along as `choice` when it is this one that is meant',
  })
  choice: ImportChoice;

  @ApiProperty({ example: 'npm' })
  kind: string;

  @ApiProperty({ description: 'Package, image or URL' })
  identifier: string;

  @ApiProperty({ required: false, type: String })
  version: string | undefined;

  @ApiProperty({ type: [CatalogQuestionAnswer], description: 'Answers go into `values` of the choice' })
  asks: readonly CatalogQuestion[];

  @ApiProperty({ type: CatalogVariables, description: 'Names of variables that it wants' })
  env: CatalogVariables;

  @ApiProperty({ type: [String], description: 'Why it cannot be added' })
  problems: readonly string[];
}

class CatalogItemAnswer implements CatalogItem {
  @ApiProperty()
  name: string;

  @ApiProperty({ enum: ['built-in', 'file'] })
  source: CatalogItem['source'];

  @ApiProperty({ required: false, type: String })
  title: string | undefined;

  @ApiProperty()
  description: string;

  @ApiProperty({ required: false, type: String })
  version: string | undefined;

  @ApiProperty({ type: [CatalogOptionAnswer], description: 'Ways to run it' })
  options: readonly CatalogOption[];
}

export class CatalogAnswer {
  @ApiProperty({ type: [CatalogItemAnswer] })
  items: readonly CatalogItem[];

  @ApiProperty({ type: [String], description: 'Files of the catalogue that cannot be read' })
  problems: readonly string[];
}
