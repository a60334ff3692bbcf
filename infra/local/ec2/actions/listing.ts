import { type Action, read } from './action.ts';
import { readFilters, type FilterFields } from '../query/filters.ts';
import { pageOf, type Page } from '../query/paging.ts';
import type { XmlObject } from '../../common/xml.ts';
import type { Params } from '../http/params.ts';
import type { Resource } from '../backend/model.ts';
import type { State } from '../backend/state.ts';
import type { Table } from '../backend/table.ts';

export interface Listing<T> {
  readonly table: Table<T & { readonly id: string }>;
  /** The parameter that takes ids, for example `VpcId`. */
  readonly idParameter: string;
  /** What the service calls that parameter in sentences. */
  readonly idsName: string;
  readonly filters: FilterFields<T>;
  /** The longest page; 1000 for most. */
  readonly limit?: number;
}

/** The records a Describe call asks for by ids, filters and page. */
export function list<T extends Resource>(state: State, params: Params, listing: Listing<T>): Page<T> {
  const ids = params.list(listing.idParameter);
  const candidates = ids.length > 0 ? listing.table.needAll(ids) : [...listing.table.values()];
  const matches = readFilters(params, listing.filters);
  const found = candidates.filter(matches).sort((a, b) => a.serial - b.serial);
  return pageOf(found, params, {
    limit: listing.limit ?? 1000,
    cap: state.settings.maxPage,
    idsGiven: ids.length > 0 ? listing.idsName : undefined,
  });
}

/** A Describe action that shows each record by itself, all of them under `set`. */
export function describe<T extends Resource>(
  set: string,
  show: (state: State, record: T) => XmlObject,
  listing: (state: State) => Listing<T>,
): Action {
  return read((state, params) => {
    const { items, nextToken } = list(state, params, listing(state));
    return { [set]: items.map((record) => show(state, record)), nextToken };
  });
}
