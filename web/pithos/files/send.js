// Sends bytes with a view of how many have gone: fetch cannot tell, XMLHttpRequest can.

import { ApiError, faultOf } from "../../shared/api.js";
import { credentials, signInAgain } from "../../shared/session.js";

/**
 * @param {"PUT"|"POST"} method
 * @param {string} url
 * @param {Blob} body
 * @param {{type: string, signal: AbortSignal, onSent: (bytes: number) => void}} options
 * @returns {Promise<string>} text of the answer
 * @throws {ApiError}
 */
export function send(method, url, body, { type, signal, onSent }) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const cancel = () => call.abort();
    const settle = (how, value) => {
      signal.removeEventListener("abort", cancel);
      how(value);
    };
    call.open(method, url);
    call.setRequestHeader("X-Auth-Token", credentials()?.token ?? "");
    call.setRequestHeader("Content-Type", type);
    call.upload.addEventListener("progress", (event) => onSent(event.loaded));
    call.addEventListener("load", () => {
      if (call.status >= 200 && call.status < 300) settle(resolve, call.responseText);
      else {
        if (call.status === 401) signInAgain();
        settle(reject, faultOf(call.status, call.responseText, call.getResponseHeader("Request-Id")));
      }
    });
    call.addEventListener("error", () => settle(reject, new ApiError({ status: 0, name: "noAnswer", message: "The connection was lost." })));
    call.addEventListener("abort", () => settle(reject, new DOMException("Cancelled", "AbortError")));
    signal.addEventListener("abort", cancel);
    call.send(body);
  });
}
