import * as z from 'zod/mini';
import type { AwsServices } from '../model.ts';
import { ServiceError } from '../wire.ts';
import { DEFAULT_BUS, type Rule, ruleKey } from './model.ts';

/** Of rules and targets. */
export const Name = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^[.\-_A-Za-z0-9]+$/));

/** A name or an ARN. */
export const Bus = z._default(z.string().check(z.minLength(1), z.maxLength(1600)), DEFAULT_BUS);

export const Paging = {
  Limit: z._default(z.int().check(z.minimum(1), z.maximum(100)), 100),
  NextToken: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
};

export function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message);
}

/** The bus of this account and region that a request names. */
export function busNamed(services: AwsServices, nameOrArn: string): string {
  const prefix = services.arn('events', 'event-bus/');
  const name = nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn;
  if (services.buses.has(name)) return name;
  throw notFound(`Event bus ${name} does not exist.`);
}

export function ruleNamed(services: AwsServices, name: string, nameOrArn: string): Rule {
  const bus = busNamed(services, nameOrArn);
  const rule = services.rules.get(ruleKey(name, bus));
  if (rule !== undefined) return rule;
  throw notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
}

/** A page of what there is, under the name that the answer has for it. */
export function page(
  key: string,
  all: readonly unknown[],
  { Limit, NextToken = '0' }: { readonly Limit: number; readonly NextToken?: string | undefined },
): object {
  const end = Number(NextToken) + Limit;
  return { [key]: all.slice(Number(NextToken), end), ...(end < all.length ? { NextToken: `${end}` } : {}) };
}
