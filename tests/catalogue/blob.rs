//! The bytes of a catalogue: they hold what the text in data/ says, a file gives the same answers
//! as what is built in, and no file can make the reader panic.

#[allow(dead_code, unused_imports, reason = "the maintainers' tasks use the rest of it")]
#[path = "../../src/catalogue/compile/mod.rs"]
mod compile;

use std::path::Path;
use std::sync::LazyLock;

use arnlint::catalogue::{
    AccessLevel, Action, ActionSet, Catalogue, CatalogueError, Reference, Region, Status, ValueType,
};
use arnlint::pattern::matches_ignore_case;
use proptest::prelude::*;

/// The text model of data/.
static DATA: LazyLock<compile::Data> = LazyLock::new(|| {
    compile::read_data(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data")).expect("data/ can be read")
});

/// The bytes that `cargo xtask catalogue blob FILE` writes.
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let (mut blob, pool) = compile::write_blob(&DATA).expect("it can be written");
    blob.extend(pool.as_bytes());
    blob
});

fn level_name(level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::Read => "read",
        AccessLevel::List => "list",
        AccessLevel::Write => "write",
        AccessLevel::Tagging => "tagging",
        AccessLevel::Permissions => "permissions",
    }
}

fn status_name(status: Status<'_>) -> &'static str {
    match status {
        Status::Documented => "documented",
        Status::Extra => "extra",
        Status::Pending => "pending",
        Status::Retired { .. } => "retired",
        Status::ApiOperation => "operation",
    }
}

/// Rebuilds the model of all services through the public interface.
fn services_of(catalogue: Catalogue<'_>) -> Vec<(String, compile::Service)> {
    let owned = |texts: &mut dyn Iterator<Item = &str>| texts.map(str::to_owned).collect::<Vec<_>>();
    let services = catalogue.services().map(|service| {
        let keys = service.condition_keys().map(|key| {
            let value = match key.key_type.value {
                ValueType::String => "String",
                ValueType::Arn => "ARN",
                ValueType::Bool => "Bool",
                ValueType::Numeric => "Numeric",
                ValueType::Date => "Date",
                ValueType::IpAddress => "IPAddress",
            };
            let many = if key.key_type.multivalued { "ArrayOf" } else { "" };
            (key.name.to_owned(), format!("{many}{value}"))
        });
        let resources = service.resources().map(|resource| compile::Resource {
            name: resource.name().to_owned(),
            arns: owned(&mut resource.arns()),
            keys: owned(&mut resource.condition_keys()),
        });
        let actions = service.actions().map(|action| {
            let mut extra = owned(&mut action.depends_on().chain(action.authorised_by()));
            if let Status::Retired { last_documented } = action.status() {
                extra.push(last_documented.to_owned());
            }
            let on = action.resources().map(|on| compile::On {
                resource: on.resource.name().to_owned(),
                required: on.required,
                keys: owned(&mut on.condition_keys()),
            });
            let model = compile::Action {
                name: action.name().to_owned(),
                level: level_name(action.level()).to_owned(),
                status: status_name(action.status()).to_owned(),
                keys: owned(&mut action.condition_keys()),
                extra,
                on: on.collect(),
            };
            (action.name().to_ascii_lowercase(), model)
        });
        let model = compile::Service {
            name: service.name().to_owned(),
            rcp: service.supports_rcp(),
            keys: keys.collect(),
            resources: resources.collect(),
            actions: actions.collect(),
        };
        (service.prefix().to_owned(), model)
    });
    services.collect()
}

#[test]
fn holds_what_the_text_says() {
    let catalogue = Catalogue::embedded();
    assert_eq!(catalogue.date(), DATA.date);
    let found = services_of(catalogue);
    assert_eq!(found.len(), DATA.services.len());
    for ((prefix, found), (expected_prefix, expected)) in found.iter().zip(&DATA.services) {
        assert_eq!(prefix, expected_prefix);
        for (found, expected) in found.actions.values().zip(expected.actions.values()) {
            assert_eq!(found, expected, "{prefix}:{}", expected.name);
        }
        assert_eq!(found, expected, "{prefix}");
    }
    for row in DATA.tables["legacy-prefixes"].iter().skip(1) {
        let month = catalogue.legacy_prefix(&row[0]).expect("it is there").last_documented();
        assert_eq!(month.unwrap_or("-"), row[2], "{}", row[0]);
    }
    for row in DATA.tables["partitions"].iter().skip(1) {
        assert!(catalogue.is_partition(&row[0]));
        assert!(row[3].split(' ').all(|region| catalogue.region(region) == Some(Region::Known(&row[0]))), "{}", row[3]);
    }
    for row in DATA.tables["arn-formats"].iter().skip(1) {
        let service = row[0].to_ascii_uppercase();
        let mut formats = catalogue.arn_formats(&service);
        assert!(formats.any(|format| format.resource() == row[3] && format.type_name() == row[4]), "{row:?}");
    }
    for row in DATA.tables["arn-services"].iter().skip(1) {
        assert!(row[1].split(' ').filter(|word| *word != "-").all(|word| catalogue.is_arn_word(&row[0], word)));
    }
}

#[test]
fn each_action_is_found_by_its_name_alone() {
    let catalogue = Catalogue::embedded();
    for service in catalogue.services() {
        let mut set = ActionSet::default();
        for action in service.actions() {
            let name = action.to_string();
            for spelt in [name.clone(), name.to_ascii_lowercase(), name.to_ascii_uppercase()] {
                let found = catalogue.action(&spelt).expect("a known name");
                assert!(found == action && found.service() == service, "{spelt}");
            }
            assert!(service.action(action.name()) == Some(action), "{name}");
            assert!(catalogue.action(&format!("{name}x")).is_none_or(|other| other != action), "{name}");
            assert!(set.insert(action) && !set.insert(action), "{name}");
            let takes: Vec<_> = action.resources().map(|on| on.resource).collect();
            assert_eq!(action.takes_resources(), !takes.is_empty(), "{name}");
            let all = || service.resources();
            assert!(all().all(|resource| action.takes(resource) == takes.contains(&resource)), "{name}");
        }
        assert_eq!(service.action_count(), service.actions().count());
    }
}

#[test]
fn patterns_match_what_they_match_letter_by_letter() {
    for service in Catalogue::embedded().services().step_by(7) {
        let names: Vec<&str> = service.actions().map(Action::name).collect();
        let stems = names.iter().step_by(11).map(|name| name[..name.len() / 2].to_ascii_uppercase());
        for pattern in stems.flat_map(|stem| [format!("{stem}*"), format!("{stem}*e"), format!("?{stem}*"), stem]) {
            let expected = service
                .actions()
                .filter(|action| action.can_be_granted() && matches_ignore_case(&pattern, action.name()));
            assert!(service.matching(&pattern).eq(expected), "{}:{pattern}", service.prefix());
        }
    }
}

#[test]
fn a_file_answers_like_what_is_built_in() {
    let reference = Reference::read(&FILE).expect("it is a catalogue");
    let catalogue = Catalogue::of(&reference);
    assert_eq!(catalogue.date(), Catalogue::embedded().date());
    assert!(services_of(catalogue) == services_of(Catalogue::embedded()));
}

/// The reader repeats the mark and the version of the writer, so that the library does not contain
/// the compiler.
#[test]
fn reader_and_writer_agree_on_the_format() {
    assert!(FILE.starts_with(compile::MAGIC));
    assert_eq!(FILE[4..8], compile::FORMAT.to_le_bytes());
    let mut newer = FILE.clone();
    newer[4..8].copy_from_slice(&(compile::FORMAT + 1).to_le_bytes());
    let error = Reference::read(&newer).expect_err("another version");
    assert_eq!(error, CatalogueError::Format(compile::FORMAT + 1));
    assert!(error.to_string().ends_with(&format!("reads layout {}", compile::FORMAT)), "{error}");
}

#[test]
fn refuses_what_is_no_catalogue() {
    for foreign in [&b""[..], b"A", b"{}", b"PK\x03\x04", b"\x7fELF\x02\x01\x01", b"arnc\x01\0\0\0"] {
        assert_eq!(Reference::read(foreign).map(|_| ()), Err(CatalogueError::Magic));
    }
    assert_eq!(Reference::read(b"ARNC").map(|_| ()), Err(CatalogueError::Format(0)));
    assert_eq!(Reference::read(b"ARNC\x03\0\0\0").map(|_| ()), Err(CatalogueError::Damaged));
    for cut in [9, 16, 75, 76, 1000, FILE.len() / 2, FILE.len() - 1] {
        assert_eq!(Reference::read(&FILE[..cut]).map(|_| ()), Err(CatalogueError::Damaged), "{cut} bytes");
    }
    let longer = [&FILE[..], b"x"].concat();
    assert_eq!(Reference::read(&longer).map(|_| ()), Err(CatalogueError::Damaged));
}

/// Asks a catalogue some of everything. It may answer anything, and must come to an end.
fn ask(catalogue: Catalogue<'_>) {
    let _ =
        (catalogue.date().len(), catalogue.services().take(9000).map(|service| service.name().len()).sum::<usize>());
    for service in ["s3", "ec2", "nosuch"].into_iter().filter_map(|prefix| catalogue.service(prefix)) {
        for action in service.matching("*e*").chain(service.matching("Get*")).take(50) {
            let _ = (action.to_string(), action.level(), action.status());
            let on = action.resources().take(50).map(|on| {
                on.resource.name().len() + on.resource.arns().take(50).count() + on.condition_keys().take(50).count()
            });
            let _ = on.sum::<usize>() + action.condition_keys().chain(action.depends_on()).take(50).count();
        }
        let _ = service.condition_keys().take(50).count() + service.resources().take(50).count();
        let _ = service.nearest_action("GetObjcet");
    }
    for name in ["s3:GetObject", "s3:ListObjects", "account:GetChallengeQuestions", "x:y"] {
        if let Some(action) = catalogue.action(name) {
            let _ = action.authorised_by().take(50).count();
        }
    }
    let _ = (catalogue.legacy_prefix("zocalo"), catalogue.is_partition("aws"), catalogue.region("eu-west-1"));
    let _ = catalogue.is_arn_word("logs", "log-group");
}

/// A small catalogue: few services, so that a random byte is likely to matter.
fn small() -> Vec<u8> {
    let mut data = DATA.clone();
    data.services.retain(|prefix, _| ["s3", "account", "kinesis"].contains(&prefix.as_str()));
    data.tables.retain(|name, _| name != "service-principals");
    let (mut blob, pool) = compile::write_blob(&data).expect("it can be written");
    blob.extend(pool.as_bytes());
    blob
}

static SMALL: LazyLock<Vec<u8>> = LazyLock::new(small);

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_file_is_damaged(cut in 0..SMALL.len()) {
        prop_assert!(Reference::read(&SMALL[..cut]).is_err());
    }

    #[test]
    fn a_flipped_bit_does_no_harm(flips in prop::collection::vec((0..SMALL.len(), 0..8_u8), 1..20)) {
        let mut file = SMALL.clone();
        for (at, bit) in flips {
            file[at] ^= 1 << bit;
        }
        if let Ok(reference) = Reference::read(&file) {
            ask(Catalogue::of(&reference));
        }
    }

    #[test]
    fn numbers_that_lie_do_no_harm(at in 0..SMALL.len() - 3, lies in prop::collection::vec(any::<[u8; 3]>(), 1..40)) {
        let mut file = SMALL.clone();
        for (offset, lie) in lies.into_iter().enumerate() {
            // Over the whole file, in steps that hit all sections.
            let at = (at + offset * 997) % (file.len() - 3);
            file[at..at + 3].copy_from_slice(&lie);
        }
        if let Ok(reference) = Reference::read(&file) {
            ask(Catalogue::of(&reference));
        }
    }

    #[test]
    fn random_bytes_behind_the_mark_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let file = [&compile::MAGIC[..], &compile::FORMAT.to_le_bytes(), &bytes].concat();
        if let Ok(reference) = Reference::read(&file) {
            ask(Catalogue::of(&reference));
        }
    }

    #[test]
    fn looks_up_any_text(text in "\\PC{0,20}:?\\PC{0,20}") {
        let catalogue = Catalogue::embedded();
        let (prefix, name) = text.split_once(':').unwrap_or((&text, ""));
        prop_assert!(catalogue.action(&text).is_none_or(|action| action.to_string().eq_ignore_ascii_case(&text)));
        let _ = catalogue.nearest_service(prefix, name);
        let s3 = catalogue.service("s3").expect("it is there");
        let _ = (s3.matching(name).count(), s3.nearest_action(name), catalogue.region(&text));
    }
}
