"use strict";

// Sends files by tus. What happens to one, "show" is told.
const tusOf = (api, { call, failure }, show) => {
  const pauses = [1000, 2000, 4000, 8000, 15000, 30000, 60000];
  const version = { "Tus-Resumable": "1.0.0" };

  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  // Begins an upload by tus; returns the batch that its file will be in.
  const begin = async (upload) => {
    const { headers } = await call("POST", "tus", {
      signal: upload.abort.signal,
      headers: {
        ...version, "Upload-Length": String(upload.file.size),
        "Upload-Metadata": `filename ${base64(upload.name)},filetype ${base64(upload.file.type || "application/octet-stream")}`,
      },
    });
    return headers.get("Upload-Batch");
  };

  // How much the server has; what it threw away meanwhile begins again.
  const offsetOf = async (upload) => {
    try {
      const { headers } = await call("HEAD", `tus/${upload.batch}/0`, { signal: upload.abort.signal, headers: version });
      return Number(headers.get("Upload-Offset"));
    } catch (error) {
      if (error.status !== 404) {
        throw error;
      }
      upload.batch = undefined;
      return 0;
    }
  };

  // Sends the rest of a file in one request.
  const append = (upload, offset) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    upload.abort.signal.addEventListener("abort", stop);
    request.open("PATCH", `${api}/tus/${upload.batch}/0`);
    request.setRequestHeader("Tus-Resumable", version["Tus-Resumable"]);
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.setRequestHeader("Upload-Offset", String(offset));
    request.upload.onprogress = (event) => {
      upload.sent = Math.min(offset + event.loaded, upload.file.size);
      show(upload, "sending");
    };
    request.upload.onload = () => {
      upload.sent = upload.file.size;
      show(upload, "checking");
    };
    request.onload = () => request.status < 300 ? resolve() : reject(failure(request.status, request.responseText));
    request.onerror = () => reject(failure(0, ""));
    request.onabort = () => reject(new DOMException("Cancelled", "AbortError"));
    request.onloadend = () => upload.abort.signal.removeEventListener("abort", stop);
    request.send(upload.file.slice(offset));
  });

  // Until the time is over, the network is back, or the upload is cancelled.
  const pause = (milliseconds, signal) => new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", proceed);
      signal.removeEventListener("abort", stop);
    };
    const proceed = () => {
      end();
      resolve();
    };
    const stop = () => {
      end();
      reject(new DOMException("Cancelled", "AbortError"));
    };
    const timer = setTimeout(proceed, milliseconds);
    addEventListener("online", proceed);
    signal.addEventListener("abort", stop);
  });

  // Sends a file, however often the connection is lost; each time the server says how much it has.
  const send = async (upload) => {
    for (let failures = 0, reached = 0; ;) {
      try {
        const offset = upload.batch ? await offsetOf(upload) : 0;
        upload.batch ??= await begin(upload);
        if (offset > reached) {
          [failures, reached] = [0, offset];
        }
        if (offset < upload.file.size) {
          await append(upload, offset);
        }
        return;
      } catch (error) {
        if (!error.isTransient || failures === pauses.length) {
          throw error;
        }
        show(upload, "interrupted");
        await pause(pauses[failures], upload.abort.signal);
        failures += 1;
      }
    }
  };

  // Gives up what the server has of a file.
  const drop = ({ batch }) => call("DELETE", `tus/${batch}/0`, { headers: version });

  return { send, drop };
};
