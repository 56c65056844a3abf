"use strict";

// Calls of the REST API. Their errors are for people, and say whether the same call may succeed later.
const restOf = (api) => {
  const failure = (status, text) => Object.assign(new Error(shown.problemOf(status, text)), { status, isTransient: status === 0 || status === 409 || status === 423 || status >= 500 });

  const call = async (method, address, options) => {
    let answer;
    try {
      answer = await fetch(`${api}/${address}`, { method, credentials: "same-origin", ...options });
    } catch (error) {
      throw error.name === "AbortError" ? error : failure(0, "");
    }
    if (!answer.ok) {
      throw failure(answer.status, await answer.text());
    }
    return answer;
  };

  const ask = async (method, address, body, headers) => (await call(method, address, body
    ? { headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) }
    : {})).json();

  return { failure, call, ask };
};
