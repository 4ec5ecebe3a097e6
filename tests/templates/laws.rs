//! Laws that every page and every fitting value keeps.

use proptest::prelude::*;

use crate::common::Dice;
use crate::generator::{foreign, page};
use crate::rewrite::{more, parse, same};
use crate::{Found, fill_in, findings, with_template};

fn against(found: Vec<Found>) -> Vec<Found> {
    found.into_iter().filter(Found::is_against_template).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    /// What is filled in conforms, in whatever way it is written.
    #[test]
    fn filled_in_conforms(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let page = page(&mut dice);
        with_template(&page.text, |template| -> Result<(), TestCaseError> {
            let form = &template.forms[0];
            let tokens: Vec<&str> = form.slots.iter().map(|slot| slot.token.as_str()).collect();
            prop_assert!(tokens.iter().all(|token| page.values.contains_key(*token)), "{tokens:?} {}", page.text);
            let policy = fill_in(form, |slot| page.values.get(&slot.token).cloned());
            let found = against(findings(&template, &policy, None));
            prop_assert_eq!(&found, &[], "{} {}", &page.text, &policy);
            for (way, other) in same(&parse(&policy), &mut dice) {
                let found = against(findings(&template, &other.to_string(), None));
                prop_assert_eq!(&found, &[], "{}: {:#}\n{}", way, &other, &page.text);
            }
            Ok(())
        })?;
    }

    /// More than the template is said to be more.
    #[test]
    fn more_is_found(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let page = page(&mut dice);
        with_template(&page.text, |template| -> Result<(), TestCaseError> {
            let policy = fill_in(&template.forms[0], |slot| page.values.get(&slot.token).cloned());
            for (what, wider) in more(&parse(&policy), foreign) {
                let found = against(findings(&template, &wider.to_string(), None));
                prop_assert_ne!(&found, &[], "{}: {:#}\n{}", what, &wider, &page.text);
            }
            // What takes no such resource is said, too.
            for (what, other) in more(&parse(&policy), |_| vec!["ec2:TerminateInstances"]) {
                let found = findings(&template, &other.to_string(), None);
                let is_said = found.iter().any(|found| found.rule == "template-extra-access");
                prop_assert!(is_said, "{}: {:#}\n{}", what, &other, &page.text);
            }
            Ok(())
        })?;
    }
}
