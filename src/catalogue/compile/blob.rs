//! Writes the blob.
//!
//! The blob, little endian:
//!
//!   magic "ARNC", format version u32, length of the pool u32, string id of the date u24 + 1 spare byte,
//!   one u32 offset for each section and one for the end, then the sections:
//!
//!   services   prefix, name, first action, first resource, first key, flags    6 x u24, sorted by prefix, + end
//!   actions    name, keys, extra, first on: 4 x u24; level u8; status u8       sorted by name in each service, + end
//!   on         resource of the service (bit 23: required), keys                2 x u24
//!   resources  name, ARNs, the same as patterns, keys                          4 x u24
//!   keys       name u24, type u8
//!   strings    offset into the pool                                            u24, + end
//!   sets       offset into the items                                           u24, + end
//!   items      string id                                                       u24
//!   tables     name, columns, first cell                                       3 x u24, sorted by name, + end
//!   cells      string id                                                       u24, row by row, sorted by the first column
//!   index      action + 1, or 0 where the slot is free: u24; its service u16; low byte of the hash
//!
//! `keys`, `ARNs` and `extra` are set ids. `extra` of a documented action are the actions it
//! depends on, of an API operation the actions that authorise it; of a retired action it is a set
//! of one string, the month in which it was last documented. "First" fields are indexes into the
//! section of that name; the next record's field ends the range. Sorting is by ASCII lower case.
//!
//! The index is a hash table of the actions with open addressing: an action stands in the first free
//! slot from `hash * slots >> 32` on, the hash being the 32 bits of FNV-1a over its full name
//! (`s3:GetObject`), each byte with the bit 0x20 set.

use std::collections::HashMap;

use super::{Data, Error, LEVELS, STATUSES, TYPES, format};

/// How every blob begins.
pub(crate) const MAGIC: &[u8; 4] = b"ARNC";
/// The version of the layout. The reader repeats both, and a test ties them together.
pub(crate) const FORMAT: u32 = 2;
/// How many sections there are.
pub(crate) const SECTIONS: usize = 11;

/// Writes the blob and its pool of strings.
pub(crate) fn write_blob(data: &Data) -> Result<(Vec<u8>, String), Error> {
    Writer::default().write(data)
}

#[derive(Default)]
struct Writer {
    pool: String,
    strings: Vec<u32>,
    string_ids: HashMap<String, u32>,
    sets: Vec<u32>,
    set_ids: HashMap<Vec<u32>, u32>,
    items: Vec<u32>,
}

impl Writer {
    fn string(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.string_ids.get(text) {
            return id;
        }
        let id = number(self.strings.len());
        self.strings.push(number(self.pool.len()));
        self.pool.push_str(text);
        self.string_ids.insert(text.to_owned(), id);
        id
    }

    fn set(&mut self, members: &[String]) -> u32 {
        let ids: Vec<u32> = members.iter().map(|member| self.string(member)).collect();
        if let Some(&id) = self.set_ids.get(&ids) {
            return id;
        }
        let id = number(self.sets.len());
        self.sets.push(number(self.items.len()));
        self.items.extend(&ids);
        self.set_ids.insert(ids, id);
        id
    }

    fn write(mut self, data: &Data) -> Result<(Vec<u8>, String), Error> {
        let date = self.string(&data.date);
        let mut sections: [Vec<u8>; SECTIONS] = Default::default();
        let [services, actions, ons, resources, keys, strings, sets, items, tables, cells, index] = &mut sections;
        let mut counts = [0_u32; 4];
        let mut names = Vec::new();
        for (at, (prefix, service)) in data.services.iter().enumerate() {
            let [action_count, resource_count, key_count, on_count] = &mut counts;
            for field in [
                self.string(prefix),
                self.string(&service.name),
                *action_count,
                *resource_count,
                *key_count,
                u32::from(service.rcp),
            ] {
                put(services, field)?;
            }
            for (name, kind) in &service.keys {
                put(keys, self.string(name))?;
                keys.push(code(TYPES, kind)?);
                *key_count += 1;
            }
            for resource in &service.resources {
                let patterns: Vec<String> = resource.arns.iter().map(|arn| format::pattern(arn)).collect();
                let name = self.string(&resource.name);
                for field in [name, self.set(&resource.arns), self.set(&patterns), self.set(&resource.keys)] {
                    put(resources, field)?;
                }
                *resource_count += 1;
            }
            for action in service.actions.values() {
                for field in [self.string(&action.name), self.set(&action.keys), self.set(&action.extra), *on_count] {
                    put(actions, field)?;
                }
                actions.push(code(LEVELS, &action.level)?);
                actions.push(code(STATUSES, &action.status)?);
                names.push((format!("{prefix}:{}", action.name), *action_count, number(at)));
                *action_count += 1;
                for on in &action.on {
                    let resource = service.resources.iter().position(|resource| resource.name == on.resource);
                    let resource =
                        resource.ok_or_else(|| format!("{prefix}:{}: no resource {}", action.name, on.resource))?;
                    put(ons, number(resource) | if on.required { 1 << 23 } else { 0 })?;
                    put(ons, self.set(&on.keys))?;
                    *on_count += 1;
                }
            }
        }
        let [action_count, resource_count, key_count, on_count] = counts;
        for field in [0, 0, action_count, resource_count, key_count, 0] {
            put(services, field)?;
        }
        for field in [0, 0, 0, on_count] {
            put(actions, field)?;
        }
        actions.extend([0, 0]);
        let mut cell_count = 0;
        for (name, rows) in &data.tables {
            for field in [self.string(name), number(rows[0].len()), cell_count] {
                put(tables, field)?;
            }
            let mut rows: Vec<&Vec<String>> = rows.iter().skip(1).collect();
            rows.sort_by_key(|row| row[0].to_ascii_lowercase());
            for cell in rows.into_iter().flatten() {
                put(cells, self.string(cell))?;
                cell_count += 1;
            }
        }
        for field in [0, 0, cell_count] {
            put(tables, field)?;
        }
        for &offset in self.strings.iter().chain([&number(self.pool.len())]) {
            put(strings, offset)?;
        }
        for &offset in self.sets.iter().chain([&number(self.items.len())]) {
            put(sets, offset)?;
        }
        for &item in &self.items {
            put(items, item)?;
        }
        for slot in hashed(&names) {
            let (action, service, hash) = slot.map_or((0, 0, 0), |(action, service, hash)| (action + 1, service, hash));
            put(index, action)?;
            index.extend(u16::try_from(service).map_err(|_| "too many services")?.to_le_bytes());
            index.push(hash.to_le_bytes()[0]);
        }
        let mut blob = Vec::new();
        blob.extend(MAGIC);
        blob.extend(FORMAT.to_le_bytes());
        blob.extend(number(self.pool.len()).to_le_bytes());
        blob.extend(date.to_le_bytes());
        let mut offset = blob.len() + (SECTIONS + 1) * 4;
        for section in &sections {
            blob.extend(number(offset).to_le_bytes());
            offset += section.len();
        }
        blob.extend(number(offset).to_le_bytes());
        blob.extend(sections.concat());
        Ok((blob, self.pool))
    }
}

/// The slots of the index: half of them as many again as there are actions, so that probing is short.
fn hashed(names: &[(String, u32, u32)]) -> Vec<Option<(u32, u32, u32)>> {
    let mut slots = vec![None; names.len() + names.len() / 2 + 1];
    for (name, action, service) in names {
        let hash =
            name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte | 0x20)).wrapping_mul(0x0100_0193));
        let first = ((u64::from(hash) * slots.len() as u64) >> 32) as usize;
        let free = (first..slots.len()).chain(0..first).find(|&slot| slots[slot].is_none());
        if let Some(free) = free {
            slots[free] = Some((*action, *service, hash));
        }
    }
    slots
}

fn number(n: usize) -> u32 {
    u32::try_from(n).expect("the data are far smaller than 4 GiB")
}

fn put(into: &mut Vec<u8>, field: u32) -> Result<(), Error> {
    if field >= 1 << 24 {
        return Err(format!("{field} does not fit 24 bits"));
    }
    into.extend(&field.to_le_bytes()[..3]);
    Ok(())
}

fn code(names: &[&str], name: &str) -> Result<u8, Error> {
    let at = names.iter().position(|known| *known == name);
    at.and_then(|at| u8::try_from(at).ok()).ok_or_else(|| format!("{name} is none of {}", names.join(", ")))
}
