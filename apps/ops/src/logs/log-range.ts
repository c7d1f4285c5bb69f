import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

const SINCE = /^(\d{1,9}(ms|s|m|h|d)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))$/;

/** Since marks the field that says from when on lines are meant. */
export function Since(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required: false, description: 'RFC 3339, or a duration up to now', example: '10m' }),
    IsOptional(),
    Matches(SINCE, {
      message: 'since must be a time as in RFC 3339, or a duration such as 30s, 10m, 2h or 1d',
    }),
  );
}

/** Tail marks the field that says how many of the last lines are meant, at most `most`. */
export function Tail(most: number, description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required: false, default: 100, description }),
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(most),
  );
}
