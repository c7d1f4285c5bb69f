import { ApiProperty } from '@nestjs/swagger';

class StreamOptions {
  @ApiProperty({ required: false, description: 'Send the token counts in a last chunk' })
  include_usage?: boolean;
}

/** These classes document the doors; what a body may hold beyond them is the provider's to judge. */
export class ChatCompletionRequest {
  @ApiProperty({ example: 'loopback/echo', description: 'Id, alias, or `provider/model`' })
  model: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    example: [{ role: 'user', content: 'Is anybody there?' }],
  })
  messages: object[];

  @ApiProperty({ required: false, default: false, description: 'Answer with server-sent events' })
  stream?: boolean;

  @ApiProperty({ required: false, type: StreamOptions })
  stream_options?: StreamOptions;

  @ApiProperty({ required: false, type: 'array', items: { type: 'object' } })
  tools?: object[];
}

export class CompletionRequest {
  @ApiProperty({ example: 'loopback/echo' })
  model: string;

  @ApiProperty({ example: 'Once upon a time' })
  prompt: string;

  @ApiProperty({ required: false, default: false })
  stream?: boolean;
}

export class EmbeddingRequest {
  @ApiProperty({ example: 'loopback/embed' })
  model: string;

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    example: ['first text', 'second text'],
  })
  input: string | string[];

  @ApiProperty({ required: false, enum: ['float', 'base64'], default: 'float' })
  encoding_format?: 'float' | 'base64';
}
