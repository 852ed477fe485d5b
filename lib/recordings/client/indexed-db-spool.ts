import {
  MemorySpool,
  type Spool,
  type SpooledClip,
  type SpooledSlice,
  type SpooledTrack,
} from "./spool";

const DATABASE = "parley-recordings";
const VERSION = 1;

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const openDatabase = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(DATABASE, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("tracks", { keyPath: "id" });
    request.result.createObjectStore("clips", { keyPath: ["trackId", "clip"] });
    request.result.createObjectStore("slices", { keyPath: ["trackId", "clip", "slice"] });
  };
  return settled(request);
};

/** Everything of one track, or of one clip: arrays sort after strings and numbers in IndexedDB. */
const within = (...prefix: [string] | [string, number]): IDBKeyRange =>
  IDBKeyRange.bound([...prefix], [...prefix, []]);

type StoreName = "tracks" | "clips" | "slices";

/** The spool on this device's disk. */
export class IndexedDbSpool implements Spool {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  async putTrack(track: SpooledTrack): Promise<void> {
    await this.#write(["tracks"], (store) => store("tracks").put(track));
  }

  async putClip(clip: SpooledClip): Promise<void> {
    await this.#write(["clips"], (store) => store("clips").put(clip));
  }

  async putSlice(slice: SpooledSlice): Promise<void> {
    await this.#write(["slices"], (store) => store("slices").put(slice));
  }

  async slice(trackId: string, clip: number, slice: number): Promise<SpooledSlice | null> {
    const found = await settled<SpooledSlice | undefined>(
      this.#read("slices").get([trackId, clip, slice]),
    );
    return found ?? null;
  }

  tracks(): Promise<SpooledTrack[]> {
    return settled<SpooledTrack[]>(this.#read("tracks").getAll());
  }

  clips(trackId: string): Promise<SpooledClip[]> {
    return settled<SpooledClip[]>(this.#read("clips").getAll(within(trackId)));
  }

  async sliceNumbers(trackId: string, clip: number): Promise<number[]> {
    const keys = await settled(this.#read("slices").getAllKeys(within(trackId, clip)));
    return keys.map((key) => Number((key as [string, number, number])[2]));
  }

  async dropClip(trackId: string, clip: number): Promise<void> {
    await this.#write(["clips", "slices"], (store) => {
      store("slices").delete(within(trackId, clip));
      store("clips").delete([trackId, clip]);
    });
  }

  async dropTrack(trackId: string): Promise<void> {
    await this.#write(["tracks", "clips", "slices"], (store) => {
      store("slices").delete(within(trackId));
      store("clips").delete(within(trackId));
      store("tracks").delete(trackId);
    });
  }

  #read(name: StoreName): IDBObjectStore {
    return this.#database.transaction(name).objectStore(name);
  }

  /** Resolves when the change is on disk, not merely asked for. */
  #write(
    names: StoreName[],
    change: (store: (name: StoreName) => IDBObjectStore) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(names, "readwrite");
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
      change((name) => transaction.objectStore(name));
    });
  }
}

/** The device's spool; in memory where the browser allows no storage (some private windows). */
export const openSpool = async (): Promise<Spool> => {
  try {
    return new IndexedDbSpool(await openDatabase());
  } catch {
    return new MemorySpool();
  }
};
