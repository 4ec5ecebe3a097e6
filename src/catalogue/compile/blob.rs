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
//!   index      action, its service u16, where in the pool its name begins u24 and its length u8, tag u8
//!   stems      the first eight bytes of the name of each action, in small letters, with zeros behind
//!   prefixes   service, tag u8
//!   rows       first cell of a row, tag u8
//!
//! The highest bit of a status says that the action takes resources.
//! `keys`, `ARNs` and `extra` are set ids. `extra` of a documented action are the actions it
//! depends on, of an API operation the actions that authorise it; of a retired action it is a set
//! of one string, the month in which it was last documented. "First" fields are indexes into the
//! section of that name; the next record's field ends the range. Sorting is by ASCII lower case.
//!
//! The index, the prefixes and the rows are hash tables with open addressing: of the actions by full
//! name (`s3:GetObject`), of the services by prefix, of the rows by the number of their table and their
//! first cell, where several say the same, the first one. An entry is its number and 1, and 0 where a
//! slot is free; it is in the first slot from `(hash >> 32) * slots >> 32` on that was free, and its tag
//! is the lowest byte of the hash.
//!
//! The hash (`../hash.rs`) has 64 bits. It begins with 0x9e3779b97f4a7c15, for a row with that mixed with
//! the number of the table, and the length of the name is added. Then come the words of the name: eight
//! bytes each, little endian; if bytes are left, one more of the last eight; a name of less than eight
//! bytes is one word, its first byte the highest. A word is mixed in with the bit 0x20 set in each byte:
//! `hash = (hash ^ word) * 0xd6e8feb86659fd93`, then `hash ^= hash >> 32`.

use std::collections::HashMap;

use super::hash::{NameHash, stem_of};
use super::{Data, Error, LEVELS, STATUSES, TYPES, format};

/// How every blob begins.
pub(crate) const MAGIC: &[u8; 4] = b"ARNC";
/// The version of the layout. The reader repeats both, and a test ties them together.
pub(crate) const FORMAT: u32 = 3;
/// The bit of the status that says that an action takes resources.
const TAKES_RESOURCES: u8 = 1 << 7;
/// How many sections there are.
pub(crate) const SECTIONS: usize = 14;

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

    /// Where in the pool a text begins.
    fn offset(&mut self, text: &str) -> u32 {
        let id = self.string(text);
        self.strings[id as usize]
    }

    /// What the index has of an action: the number of its service, and where its name lies.
    fn place(&mut self, name: &str, service: usize) -> Result<Vec<u8>, Error> {
        let service = u16::try_from(service).map_err(|_| "too many services")?;
        let mut place = service.to_le_bytes().to_vec();
        put(&mut place, self.offset(name))?;
        place.push(u8::try_from(name.len()).map_err(|_| format!("{name} is too long"))?);
        Ok(place)
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
        let [
            services,
            actions,
            ons,
            resources,
            keys,
            strings,
            sets,
            items,
            tables,
            cells,
            index,
            stems,
            prefixes,
            first_rows,
        ] = &mut sections;
        let mut counts = [0_u32; 4];
        let mut names = Vec::new();
        let mut places = Vec::new();
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
                let takes_resources = if action.on.is_empty() { 0 } else { TAKES_RESOURCES };
                actions.push(code(STATUSES, &action.status)? | takes_resources);
                names.push((NameHash::NEW.name(&format!("{prefix}:{}", action.name)), *action_count));
                stems.extend(stem_of(action.name.as_bytes()));
                places.push(self.place(&action.name, at)?);
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
        let first_cells = self.write_tables(data, tables, cells)?;
        for &offset in self.strings.iter().chain([&number(self.pool.len())]) {
            put(strings, offset)?;
        }
        for &offset in self.sets.iter().chain([&number(self.items.len())]) {
            put(sets, offset)?;
        }
        for &item in &self.items {
            put(items, item)?;
        }
        for slot in slots(&names) {
            put_slot(index, slot, slot.map_or(&[0; 6], |(_, action)| &places[action as usize]))?;
        }
        let services: Vec<_> = data.services.keys().map(|prefix| NameHash::NEW.name(prefix)).zip(0..).collect();
        for slot in slots(&services) {
            put_slot(prefixes, slot, &[])?;
        }
        for slot in slots(&first_cells) {
            put_slot(first_rows, slot, &[])?;
        }
        Ok((assemble(&sections, date, self.pool.len()), self.pool))
    }

    /// Writes the tables. Gives back the hashes of the keys of their rows, with the first cell of the first row
    /// of each.
    fn write_tables(
        &mut self,
        data: &Data,
        tables: &mut Vec<u8>,
        cells: &mut Vec<u8>,
    ) -> Result<Vec<(NameHash, u32)>, Error> {
        let mut cell_count = 0;
        let mut first_cells = Vec::new();
        for (table, (name, rows)) in data.tables.iter().enumerate() {
            for field in [self.string(name), number(rows[0].len()), cell_count] {
                put(tables, field)?;
            }
            let mut rows: Vec<&Vec<String>> = rows.iter().skip(1).collect();
            rows.sort_by_key(|row| row[0].to_ascii_lowercase());
            let mut before = None;
            for row in rows {
                let key = row[0].to_ascii_lowercase();
                if before.replace(key.clone()).is_none_or(|before| before != key) {
                    first_cells.push((NameHash::of_table(table).name(&key), cell_count));
                }
                for cell in row {
                    put(cells, self.string(cell))?;
                    cell_count += 1;
                }
            }
        }
        for field in [0, 0, cell_count] {
            put(tables, field)?;
        }
        Ok(first_cells)
    }
}

/// Puts the sections behind each other, and their offsets before them.
fn assemble(sections: &[Vec<u8>; SECTIONS], date: u32, pool: usize) -> Vec<u8> {
    let mut blob = Vec::new();
    blob.extend(MAGIC);
    blob.extend(FORMAT.to_le_bytes());
    blob.extend(number(pool).to_le_bytes());
    blob.extend(date.to_le_bytes());
    let mut offset = blob.len() + (SECTIONS + 1) * 4;
    for section in sections {
        blob.extend(number(offset).to_le_bytes());
        offset += section.len();
    }
    blob.extend(number(offset).to_le_bytes());
    blob.extend(sections.concat());
    blob
}

/// The slots of a hash table: twice as many as there are entries, so that probing is short.
fn slots(entries: &[(NameHash, u32)]) -> Vec<Option<(NameHash, u32)>> {
    let mut slots = vec![None; entries.len() * 2 + 1];
    for &(hash, entry) in entries {
        let first = hash.slot(slots.len());
        let free = (first..slots.len()).chain(0..first).find(|&slot| slots[slot].is_none());
        if let Some(free) = free {
            slots[free] = Some((hash, entry));
        }
    }
    slots
}

/// Writes a slot, with what belongs to its entry besides.
fn put_slot(into: &mut Vec<u8>, slot: Option<(NameHash, u32)>, more: &[u8]) -> Result<(), Error> {
    let (entry, tag) = slot.map_or((0, 0), |(hash, entry)| (entry + 1, hash.tag()));
    put(into, entry)?;
    into.extend(more);
    into.push(tag);
    Ok(())
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
