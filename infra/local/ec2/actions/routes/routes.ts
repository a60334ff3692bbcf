import { Ec2Error, invalidCombination, missingParameter } from '../../errors.ts';
import type { Params } from '../../http/params.ts';
import { gatewayFields } from '../../backend/routes/model.ts';
import type { TargetReference } from '../../backend/routes/targets.ts';
import { createRoute, deleteRoute, replaceRoute, type DestinationInput } from '../../backend/routes/routes.ts';
import { command, type Actions } from '../action.ts';

export const routeActions: Actions = {
  CreateRoute: command((state, params) => {
    createRoute(state, params.need('RouteTableId'), readDestination(params), readTarget(params));
  }),
  ReplaceRoute: command((state, params) => {
    replaceRoute(state, params.need('RouteTableId'), readDestination(params), readTarget(params));
  }),
  DeleteRoute: command((state, params) => {
    deleteRoute(state, params.need('RouteTableId'), readDestination(params));
  }),
};

const targetFields = ['instanceId', 'networkInterfaceId', ...gatewayFields] as const;

function readDestination(params: Params): DestinationInput {
  const ipv4 = params.text('DestinationCidrBlock');
  const ipv6 = params.text('DestinationIpv6CidrBlock');
  if (params.text('DestinationPrefixListId') !== undefined) {
    throw new Ec2Error('Unsupported', 'The local EC2 makes no routes to prefix lists.');
  }
  if (ipv4 !== undefined && ipv6 !== undefined) {
    const both = 'destinationCidrBlock and destinationIpv6CidrBlock';
    throw invalidCombination(`The parameters ${both} cannot be used together`);
  }
  if (ipv4 !== undefined) return { family: 4, text: ipv4 };
  if (ipv6 !== undefined) return { family: 6, text: ipv6 };
  throw missingParameter('DestinationCidrBlock');
}

function readTarget(params: Params): TargetReference {
  const targets = targetFields.flatMap((field) => {
    const id = params.text(field.charAt(0).toUpperCase() + field.slice(1));
    return id === undefined ? [] : [{ field, id }];
  });
  const [target, another] = targets;
  const sentence = `The request must contain exactly one of ${targetFields.join(', ')}`;
  if (another !== undefined) throw invalidCombination(sentence);
  if (target === undefined) throw new Ec2Error('MissingParameter', sentence);
  return target;
}
