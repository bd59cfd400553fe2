/**
 * Something Customer.io would have refused, or taken for something else, and that was therefore sent otherwise. Names
 * the attribute, never its value: it is logged.
 */
export interface Adjustment {
  readonly field: string;
  readonly what:
    | 'value cut'
    | 'dropped: reserved name'
    | 'dropped: not a name Customer.io takes'
    | 'dropped: another attribute has its name'
    | 'dropped: too many attributes'
    | 'dropped: no room left'
    | 'dropped: not a value Customer.io has'
    | 'sent as it came: not a date'
    | 'ignored: not of the expected type'
    | 'ignored: time out of bounds';
}

export type Adjust = (adjustment: Adjustment) => void;
