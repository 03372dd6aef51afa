// The one road to the public APIs: adds the token, turns faults into `ApiError`, sends strangers to the login page.

import { credentials, signIn, signInAgain } from "./session.js";

/** A call that failed, with all that a person needs to act on it or to report it. */
export class ApiError extends Error {
  /**
   * @param {object} fault
   * @param {number} fault.status HTTP status, 0 when no answer came
   * @param {string} fault.name name of the fault, as "itemNotFound"
   * @param {string} fault.message one sentence
   * @param {string} [fault.details] more, often empty
   * @param {string|null} [fault.requestId] value of Request-Id
   * @param {Object<string, string>} [fault.fields] what is wrong with single fields of a form, by their names
   */
  constructor({ status, name, message, details = "", requestId = null, fields = {} }) {
    super(message);
    this.status = status;
    this.name = name;
    this.details = details;
    this.requestId = requestId;
    this.fields = fields;
  }

  /** What the reader can do about it; empty when the message says enough. */
  get advice() {
    if (this.status === 0) return "Check the connection and try again.";
    if (this.status === 403) return "Ask its owner for access.";
    if (this.status === 404) return "It may have been deleted meanwhile.";
    if (this.name === "buildInProgress") return "Wait until the machine is built, then try again.";
    if (this.name === "overLimit" || this.name === "requestEntityTooLarge") return "Free some of your quota, or choose less.";
    if (this.status >= 500) return "Try again in a moment. If it stays, give the request id to your operator.";
    return "";
  }
}

/**
 * Calls an API.
 * @param {string} url path on this host
 * @param {object} [options]
 * @param {string} [options.method] GET unless said
 * @param {object} [options.headers]
 * @param {BodyInit} [options.body]
 * @param {object} [options.json] sent as a JSON body
 * @param {number[]} [options.accept] statuses that are answers too, beside 2xx and 304
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<Response>}
 * @throws {ApiError} for every other status and for a lost connection
 */
export async function request(url, { method = "GET", headers = {}, body, json, accept = [], signal } = {}) {
  const who = credentials();
  if (!who) {
    signIn();
    // The page is being left; nothing after this call may run.
    return new Promise(() => {});
  }
  const all = new Headers(headers);
  all.set("X-Auth-Token", who.token);
  if (json !== undefined) all.set("Content-Type", "application/json");
  let answer;
  try {
    answer = await fetch(url, {
      method, headers: all, signal, cache: "no-store", credentials: "same-origin",
      body: json === undefined ? body : JSON.stringify(json),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ status: 0, name: "noAnswer", message: "The server did not answer." });
  }
  if (answer.ok || answer.status === 304 || accept.includes(answer.status)) return answer;
  if (answer.status === 401) {
    signInAgain();
    return new Promise(() => {});
  }
  throw faultOf(answer.status, await answer.text(), answer.headers.get("Request-Id"));
}

/** Calls an API and reads its JSON. */
export async function requestJSON(url, options) {
  const answer = await request(url, options);
  return answer.json();
}

/** How the quota holder refuses: it speaks of uuids and of resources, neither of which means much to a reader. */
const OVER_QUOTA = /has not enough capacity of/;

/**
 * Reads the fault of an answer: one key, its name, holding code, message and details (identity.md 1.4).
 * @returns {ApiError}
 */
export function faultOf(status, text, requestId) {
  try {
    const [name, fault] = Object.entries(JSON.parse(text))[0];
    if (fault && typeof fault.message === "string") {
      const message = OVER_QUOTA.test(fault.message) ? "This is more than your quota has left." : fault.message;
      return new ApiError({ status, name, message, details: fault.details ?? "", requestId });
    }
    if (name === "errors") {
      // The keys API answers {"errors": {"field": ["sentence", …]}} (compute.md 7.5).
      const fields = Object.fromEntries(Object.entries(fault).map(([field, lines]) => [field, [].concat(lines).join(" ")]));
      return new ApiError({ status, name: "badRequest", message: Object.values(fields).join(" "), requestId, fields });
    }
  } catch {
    // Not JSON: a proxy's page, or nothing at all.
  }
  return new ApiError({ status, name: "fault", message: `The server answered with status ${status}.`, requestId });
}

/** True for a call that nothing came back from: the server or the connection is away. */
export function isNoAnswer(error) {
  return error instanceof ApiError && error.status === 0;
}

/** True for the error that an aborted call ends with; nobody wants to read about that one. */
export function isAbort(error) {
  return error?.name === "AbortError";
}
