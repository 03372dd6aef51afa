// The identity API (identity.md 2): who one is, quota, names of people.

import { requestJSON } from "../shared/api.js";
import { config } from "../shared/session.js";

const base = () => `${config.base.astakos}/account/v1.0`;

/** Address that clients log in at, with the host. */
export function authenticationURL() {
  return `${location.origin}${config.base.astakos}/identity/v2.0`;
}

/** Address that OpenStack's clients of today log in at, with the host. */
export function keystoneURL() {
  return `${location.origin}${config.base.astakos}/identity/v3`;
}

/** @returns {Promise<object>} uuid, email, name, auth_token_created and auth_token_expires in milliseconds */
export async function whoAmI() {
  return requestJSON(`${base()}/authenticate`);
}

/** Limits from here on mean "none": quota without a limit is 2^63-1. */
const UNLIMITED = 2 ** 53;

/**
 * Everything that is counted, added up over the sources it comes from.
 * @returns {Promise<{name: string, description: string, unit: string|null, usage: number, limit: number}[]>}
 */
export async function listQuota(signal) {
  const [quotas, resources] = await Promise.all([
    requestJSON(`${base()}/quotas`, { signal }),
    requestJSON(`${base()}/resources`, { signal }),
  ]);
  const sums = new Map();
  for (const source of Object.values(quotas)) {
    for (const [name, { usage, limit }] of Object.entries(source)) {
      const sum = sums.get(name) ?? { name, usage: 0, limit: 0 };
      sum.usage += usage;
      sum.limit += limit;
      sums.set(name, sum);
    }
  }
  return [...sums.values()].map((sum) => ({
    ...sum,
    limit: sum.limit >= UNLIMITED ? Infinity : sum.limit,
    description: resources[sum.name]?.description ?? "",
    unit: resources[sum.name]?.unit ?? null,
  }));
}

/** @returns {Promise<Map<string, string>>} uuid to e-mail, for those that are known */
export async function namesOf(uuids) {
  if (uuids.length === 0) return new Map();
  const { uuid_catalog: catalog } = await requestJSON(`${base()}/user_catalogs`, { method: "POST", json: { uuids } });
  return new Map(Object.entries(catalog));
}

/** @returns {Promise<string|null>} uuid of the person with this e-mail */
export async function uuidOf(email) {
  const { displayname_catalog: catalog } = await requestJSON(`${base()}/user_catalogs`, { method: "POST", json: { displaynames: [email] } });
  return catalog[email] ?? Object.values(catalog)[0] ?? null;
}
