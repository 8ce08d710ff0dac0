/**
 * Loaded before the program: Deno as it is on Windows, where that lacks something that it has elsewhere.
 * @module
 */

Object.defineProperty(Deno, "build", { value: { ...Deno.build, os: "windows" } });

function lacking(what: string): never {
  throw new TypeError(`Windows does not have ${what}`);
}

const SIGNALS: readonly string[] = ["SIGINT", "SIGBREAK", "SIGHUP"];
const listen = Deno.addSignalListener;
Deno.addSignalListener = (signal, handler) => {
  // This one is not known here.
  if (signal === "SIGBREAK") return;
  if (!SIGNALS.includes(signal)) lacking(signal);
  listen(signal, handler);
};

const openSync = Deno.openSync;
Deno.openSync = (path, options) => {
  const text = String(path);
  if (/^\/(?:etc|dev|proc)\//.test(text)) throw new Deno.errors.NotFound(text);
  if (isDirectory(text)) throw new Deno.errors.PermissionDenied(`${text} is a directory`);
  return openSync(path, options);
};

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

const readTextFile = Deno.readTextFile;
Deno.readTextFile = (path, options) => {
  if (/^\/(?:etc|dev|proc)\//.test(String(path))) return Promise.reject(new Deno.errors.NotFound());
  return readTextFile(path, options);
};

const statFile = Deno.FsFile.prototype.statSync;
Deno.FsFile.prototype.statSync = function (): Deno.FileInfo {
  return { ...statFile.call(this), mode: null, uid: null, gid: null };
};

Deno.chmodSync = () => lacking("file modes");
Deno.umask = () => lacking("umask");
Deno.kill = () => lacking("signals to others");
