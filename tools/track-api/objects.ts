import type { Attributes, ObjectIdentifiers } from './operation.ts';

export interface ObjectRecord {
  readonly cioObjectId: string;
  readonly identifiers: { readonly object_type_id: string; readonly object_id: string };
  attributes: Attributes;
}

const FIRST_CIO_OBJECT_ID = 0xb7fd050101;

/** Everything in one workspace that is no person. */
export class Objects {
  #everything: ObjectRecord[] = [];
  #created = 0;

  all(): readonly ObjectRecord[] {
    return this.#everything;
  }

  find(identifiers: ObjectIdentifiers): ObjectRecord | undefined {
    return this.#everything.find((object) =>
      'cio_object_id' in identifiers
        ? object.cioObjectId === identifiers.cio_object_id
        : object.identifiers.object_type_id === identifiers.object_type_id &&
          object.identifiers.object_id === identifiers.object_id,
    );
  }

  /** Undefined for a `cio_object_id` that was never handed out: it can be updated only. */
  findOrCreate(identifiers: ObjectIdentifiers): ObjectRecord | undefined {
    const known = this.find(identifiers);
    if (known !== undefined || 'cio_object_id' in identifiers) return known;
    const cioObjectId = `ob${(FIRST_CIO_OBJECT_ID + this.#created++).toString(16)}`;
    const { object_type_id, object_id } = identifiers;
    const object = { cioObjectId, identifiers: { object_type_id, object_id }, attributes: {} };
    this.#everything.push(object);
    return object;
  }

  remove(object: ObjectRecord): void {
    this.#everything = this.#everything.filter((each) => each !== object);
  }
}
