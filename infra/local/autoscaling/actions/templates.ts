import { readTemplateReference } from '../../ec2/actions/instances/launch-templates.ts';
import { type TemplateReference, versionOf } from '../../ec2/backend/instances/launch-templates.ts';
import { Ec2Error } from '../../ec2/errors.ts';
import type { Params } from '../../ec2/http/params.ts';
import type { Fleet } from '../groups/model.ts';
import { invalid } from './action.ts';

/** The template that the request names, which must be there; or the one that the group has. */
export function needTemplate(fleet: Fleet, params: Params, now?: TemplateReference): TemplateReference {
  const mixed = params.within('MixedInstancesPolicy').within('LaunchTemplate').within('LaunchTemplateSpecification');
  const reference = readTemplateReference(params.within('LaunchTemplate')) ?? readTemplateReference(mixed) ?? now;
  if (reference === undefined) {
    throw invalid(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  }
  try {
    versionOf(fleet.backend.state, reference);
    return reference;
  } catch (error) {
    if (!(error instanceof Ec2Error)) throw error;
    throw invalid(`You must use a valid fully-formed launch template. ${error.message}`);
  }
}
