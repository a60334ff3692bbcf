// A module of its own, so that YAML is loaded only by whoever has a YAML file.
export { parse } from 'yaml';
