import * as z from 'zod/mini';
import { GCP_TUTORIAL, type LocalGce } from '../../../infra/local/gcp.ts';

/** What the controller reads of a list, an instance or an operation. */
const Answer = z.object({ name: z.optional(z.string()), nextPageToken: z.optional(z.string()) });
type Answer = z.infer<typeof Answer>;

/**
 * A model of the calls that cloud-provider-gcp's route controller makes, after providers/gce/gce_routes.go of
 * github.com/kubernetes/cloud-provider-gcp at commit 4e24531: one list of routes in each period, page by page; an instance
 * and an insert when a node comes, a delete when it goes, each with at least one look at its operation. It calls for real and
 * decides nothing.
 */
export class GcpRouteController {
  readonly #url: string;

  constructor({ url }: LocalGce) {
    this.#url = `${url}/compute/v1/projects/${GCP_TUTORIAL.project}`;
  }

  /** ListRoutes: the client asks for pages as the service cuts them. */
  async list(): Promise<void> {
    let token: string | undefined = '';
    while (token !== undefined) {
      const answer: Answer = await this.#call('GET', `/global/routes?pageToken=${encodeURIComponent(token)}`);
      token = answer.nextPageToken;
    }
  }

  async create(name: string, destRange: string, instance: string): Promise<void> {
    await this.#call('GET', `/zones/${GCP_TUTORIAL.zone}/instances/${instance}`);
    const network = `global/networks/${GCP_TUTORIAL.network}`;
    const nextHopInstance = `zones/${GCP_TUTORIAL.zone}/instances/${instance}`;
    await this.#done(await this.#call('POST', '/global/routes', { name, destRange, network, nextHopInstance }));
  }

  async delete(name: string): Promise<void> {
    await this.#done(await this.#call('DELETE', `/global/routes/${name}`));
  }

  async #done({ name }: Answer): Promise<void> {
    await this.#call('GET', `/global/operations/${name}`);
  }

  async #call(method: string, path: string, body?: object): Promise<Answer> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.#url}${path}`, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return Answer.parse(await answer.json());
  }
}
