"use strict";

// The folders that files go to, and the names that are free in them.
const placesOf = ({ ask }, root) => {
  const longestName = 255;
  const folders = new Map();
  const taken = new Set();

  const segments = (text) => text.split("/").filter((name) => name).map(encodeURIComponent).join("/");

  // The folder at a path below the first one; made once, however many files are in it.
  const folderAt = (relative) => {
    if (relative === "") {
      return Promise.resolve(root);
    }
    if (!folders.has(relative)) {
      const made = makeFolder(relative);
      made.catch(() => folders.delete(relative));
      folders.set(relative, made);
    }
    return folders.get(relative);
  };

  const makeFolder = async (relative) => {
    const end = relative.lastIndexOf("/");
    const parent = await folderAt(end < 0 ? "" : relative.slice(0, end));
    const name = relative.slice(end + 1);
    const there = parent.isNew ? null : await documentAt(`${parent.path}/${name}`);
    const isThere = (there?.facets || []).includes("Folderish");
    const { uid, path: place } = isThere ? there : await ask("POST", `id/${parent.id}`, { "entity-type": "document", type: "Folder", name, properties: { "dc:title": name } });
    return { id: uid, path: place, isNew: !isThere };
  };

  // What is at a path; null where nothing is.
  const documentAt = async (place) => {
    try {
      return await ask("GET", `path/${segments(place)}`);
    } catch (error) {
      if (error.status === 404) {
        return null;
      }
      throw error;
    }
  };

  // A name that is free in a folder: a taken one gets a number, before its extension.
  const freeNameIn = async (parent, name) => {
    const dot = name.lastIndexOf(".");
    const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
    for (let number = 1; ; number += 1) {
      const end = number === 1 ? extension : ` (${number})${extension}`;
      // No half of a character at the cut.
      const free = stem.slice(0, Math.max(0, longestName - end.length)).replace(/[\uD800-\uDBFF]$/, "") + end;
      const place = `${parent.path}/${free}`;
      if (taken.has(place)) {
        continue;
      }
      // At once, as other files go up beside this one.
      taken.add(place);
      try {
        if (parent.isNew || !await documentAt(place)) {
          return free;
        }
      } catch (error) {
        // Hidden from who uploads, it is there.
        if (error.status !== 403) {
          taken.delete(place);
          throw error;
        }
      }
    }
  };

  const release = (parent, name) => taken.delete(`${parent.path}/${name}`);

  // What is there may be another by the next time.
  const forget = () => {
    folders.clear();
    taken.clear();
  };

  return {
    // As the server makes names of whatever it is given.
    nameOf: (text) => text.replace(/[/\\]/g, "-").replace(/\p{Cc}/gu, "").trim(),
    folderAt, freeNameIn, release, forget,
  };
};
