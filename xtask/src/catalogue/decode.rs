//! A second reader of the blob, written from its description alone. It rebuilds the whole model,
//! so that the blob can be compared with the text it was made from.

use super::compile::{Action, Data, FORMAT, LEVELS, MAGIC, On, Resource, SECTIONS, STATUSES, Service, TYPES};

struct Reader<'a> {
    blob: &'a [u8],
    pool: &'a str,
    offsets: Vec<usize>,
}

/// The model that a blob holds; nothing where it does not follow its description.
pub(super) fn decode(blob: &[u8], pool: &str) -> Option<Data> {
    let u32_at = |at: usize| Some(u32::from_le_bytes(blob.get(at..at + 4)?.try_into().ok()?));
    if !blob.starts_with(MAGIC) || u32_at(4)? != FORMAT || u32_at(8)? as usize != pool.len() {
        return None;
    }
    let offsets: Option<Vec<usize>> = (0..=SECTIONS).map(|section| Some(u32_at(16 + section * 4)? as usize)).collect();
    let reader = Reader { blob, pool, offsets: offsets? };
    let mut data = Data { date: reader.string(reader.u24(12)?)?, ..Data::default() };
    for service in 0..reader.records(SERVICES) - 1 {
        let prefix = reader.string(reader.field(SERVICES, service, 0)?)?;
        data.services.insert(prefix, reader.service(service)?);
    }
    for table in 0..reader.records(TABLES) - 1 {
        let name = reader.string(reader.field(TABLES, table, 0)?)?;
        let columns = reader.field(TABLES, table, 1)?;
        let cells = reader.field(TABLES, table, 2)?..reader.field(TABLES, table + 1, 2)?;
        let cells: Option<Vec<String>> = cells.map(|cell| reader.string(reader.field(CELLS, cell, 0)?)).collect();
        data.tables.insert(name, cells?.chunks(columns).map(<[String]>::to_vec).collect());
    }
    reader.has_indexes(&data)?.then_some(data)
}

/// Number and record length of the sections.
type Section = (usize, usize);
const SERVICES: Section = (0, 18);
const ACTIONS: Section = (1, 14);
const ON: Section = (2, 6);
const RESOURCES: Section = (3, 12);
const KEYS: Section = (4, 4);
const STRINGS: Section = (5, 3);
const SETS: Section = (6, 3);
const ITEMS: Section = (7, 3);
const TABLES: Section = (8, 9);
const CELLS: Section = (9, 3);
const INDEX: Section = (10, 10);
const STEMS: Section = (11, 8);
const PREFIXES: Section = (12, 4);
const ROWS: Section = (13, 4);

/// What hashes begin with.
const START: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a name behind what was hashed before.
fn hash(before: u64, name: &str) -> u64 {
    let name = name.as_bytes();
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
    let hash = before.wrapping_add(name.len() as u64);
    let hash = name.chunks_exact(8).fold(hash, |hash, bytes| mixed(hash, word(bytes)));
    match name.len() {
        0 => hash,
        1..8 => mixed(hash, name.iter().fold(0, |word, &byte| word << 8 | u64::from(byte))),
        len if len % 8 == 0 => hash,
        len => mixed(hash, word(&name[len - 8..])),
    }
}

fn mixed(hash: u64, word: u64) -> u64 {
    let product = (hash ^ (word | 0x2020_2020_2020_2020)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    product ^ product >> 32
}

impl Reader<'_> {
    fn records(&self, (section, length): Section) -> usize {
        (self.offsets[section + 1] - self.offsets[section]) / length
    }

    fn u24(&self, at: usize) -> Option<usize> {
        let bytes = self.blob.get(at..at + 3)?;
        Some(bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
    }

    /// The field of this number in a record, all fields being of 24 bits.
    fn field(&self, (section, length): Section, record: usize, field: usize) -> Option<usize> {
        self.u24(self.offsets[section] + record * length + field * 3)
    }

    fn byte(&self, (section, length): Section, record: usize, at: usize) -> Option<usize> {
        self.blob.get(self.offsets[section] + record * length + at).map(|&byte| usize::from(byte))
    }

    fn string(&self, id: usize) -> Option<String> {
        self.pool.get(self.field(STRINGS, id, 0)?..self.field(STRINGS, id + 1, 0)?).map(str::to_owned)
    }

    fn set(&self, id: usize) -> Option<Vec<String>> {
        (self.field(SETS, id, 0)?..self.field(SETS, id + 1, 0)?)
            .map(|item| self.string(self.field(ITEMS, item, 0)?))
            .collect()
    }

    /// Whether the hash tables lead to each action, service and row, and to nothing else.
    fn has_indexes(&self, data: &Data) -> Option<bool> {
        let actions: Vec<(usize, &str, &Action)> = data
            .services
            .iter()
            .enumerate()
            .flat_map(|(at, (prefix, service))| {
                service.actions.values().map(move |action| (at, prefix.as_str(), action))
            })
            .collect();
        let taken = |section| {
            let slots = 0..self.records(section);
            slots.filter(|&slot| self.field(section, slot, 0) != Some(0)).count()
        };
        for (number, &(service, prefix, action)) in actions.iter().enumerate() {
            let slot = self.find(INDEX, hash(START, &format!("{prefix}:{}", action.name)), number)?;
            let at = self.u24(self.offsets[INDEX.0] + slot * INDEX.1 + 5)?;
            let name = self.pool.get(at..at + self.byte(INDEX, slot, 8)?);
            let owner = self.byte(INDEX, slot, 3)? | self.byte(INDEX, slot, 4)? << 8;
            let stem = (0..8).map(|byte| self.byte(STEMS, number, byte));
            let expected = action.name.to_ascii_lowercase().into_bytes().into_iter().map(usize::from);
            let expected = expected.chain([0; 8]).take(8).map(Some);
            if name != Some(&action.name) || owner != service || !stem.eq(expected) {
                return Some(false);
            }
        }
        for (number, prefix) in data.services.keys().enumerate() {
            self.find(PREFIXES, hash(START, prefix), number)?;
        }
        let (mut cell, mut firsts) = (0, 0);
        for (number, rows) in data.tables.values().enumerate() {
            let mut before = None;
            for row in rows {
                let key = row[0].to_ascii_lowercase();
                if before.as_ref() != Some(&key) {
                    self.find(ROWS, hash(mixed(START, number as u64), &key), cell)?;
                    firsts += 1;
                }
                before = Some(key);
                cell += row.len();
            }
        }
        Some((taken(INDEX), taken(PREFIXES), taken(ROWS)) == (actions.len(), data.services.len(), firsts))
    }

    /// The slot of an entry in a hash table, if it is found there.
    fn find(&self, section: Section, hash: u64, entry: usize) -> Option<usize> {
        let slots = self.records(section);
        let first = (((hash >> 32) * slots as u64) >> 32) as usize;
        let mut probed = (first..slots).chain(0..first).take_while(|&slot| self.field(section, slot, 0) != Some(0));
        let is_it = |slot: &usize| {
            self.field(section, *slot, 0) == Some(entry + 1)
                && self.byte(section, *slot, section.1 - 1) == Some((hash & 0xff) as usize)
        };
        probed.find(is_it)
    }

    fn service(&self, service: usize) -> Option<Service> {
        let range = |field| Some(self.field(SERVICES, service, field)?..self.field(SERVICES, service + 1, field)?);
        let resources: Option<Vec<Resource>> = range(3)?.map(|resource| self.resource(resource)).collect();
        let resources = resources?;
        let keys: Option<Vec<(String, String)>> = range(4)?
            .map(|key| {
                let key_type = TYPES.get(self.byte(KEYS, key, 3)?)?;
                Some((self.string(self.field(KEYS, key, 0)?)?, (*key_type).to_owned()))
            })
            .collect();
        let mut decoded = Service {
            name: self.string(self.field(SERVICES, service, 1)?)?,
            rcp: self.field(SERVICES, service, 5)? == 1,
            keys: keys?,
            ..Service::default()
        };
        for action in range(2)? {
            let action = self.action(action, &resources)?;
            decoded.actions.insert(action.name.to_ascii_lowercase(), action);
        }
        decoded.resources = resources;
        Some(decoded)
    }

    fn resource(&self, resource: usize) -> Option<Resource> {
        Some(Resource {
            name: self.string(self.field(RESOURCES, resource, 0)?)?,
            arns: self.set(self.field(RESOURCES, resource, 1)?)?,
            keys: self.set(self.field(RESOURCES, resource, 3)?)?,
        })
    }

    fn action(&self, action: usize, resources: &[Resource]) -> Option<Action> {
        let on: Option<Vec<On>> = (self.field(ACTIONS, action, 3)?..self.field(ACTIONS, action + 1, 3)?)
            .map(|on| {
                let resource = self.field(ON, on, 0)?;
                Some(On {
                    resource: resources.get(resource & 0x7f_ffff)?.name.clone(),
                    required: resource & 0x80_0000 != 0,
                    keys: self.set(self.field(ON, on, 1)?)?,
                })
            })
            .collect();
        let on = on?;
        if (self.byte(ACTIONS, action, 13)? & 0x80 != 0) == on.is_empty() {
            return None;
        }
        Some(Action {
            name: self.string(self.field(ACTIONS, action, 0)?)?,
            keys: self.set(self.field(ACTIONS, action, 1)?)?,
            extra: self.set(self.field(ACTIONS, action, 2)?)?,
            level: (*LEVELS.get(self.byte(ACTIONS, action, 12)?)?).to_owned(),
            status: (*STATUSES.get(self.byte(ACTIONS, action, 13)? & 0x7f)?).to_owned(),
            on,
        })
    }
}
