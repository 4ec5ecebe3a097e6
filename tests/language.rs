//! Words between patterns: held against all short words, and nasty patterns against the cap.

#[path = "common/dice.rs"]
mod dice;

use arnlint::pattern::language::{Found, Glob, Token, is_letter, witness};
use dice::Dice;

const CAP: u32 = 20_000;
const LETTER: char = '\u{100000}';

/// A pattern of the tokens that are written so.
fn random(dice: &mut Dice, tokens: &str) -> Glob {
    let tokens: Vec<char> = tokens.chars().collect();
    let length = dice.below(7);
    glob(&(0..length).map(|_| dice.pick(&tokens)).collect::<String>())
}

/// Up to four unions, and up to six patterns to stay out of.
fn conjunction(dice: &mut Dice, tokens: &str) -> (Vec<Vec<Glob>>, Vec<Glob>) {
    let positive = (0..=dice.below(3)).map(|_| (0..=dice.below(3)).map(|_| random(dice, tokens)).collect()).collect();
    let negative = (0..dice.below(7)).map(|_| random(dice, tokens)).collect();
    (positive, negative)
}

/// `*` and `?` are wildcards, `+` and `!` those within a segment; `1` and `2` are `a` and `B`
/// without case, `$` is the letter of a variable.
fn glob(text: &str) -> Glob {
    Glob::new(
        text.chars()
            .map(|c| match c {
                '*' => Token::Any { within: false },
                '+' => Token::Any { within: true },
                '?' => Token::One { within: false },
                '!' => Token::One { within: true },
                '1' => Token::Char { c: 'a', fold: true },
                '2' => Token::Char { c: 'B', fold: true },
                '$' => Token::Char { c: LETTER, fold: false },
                c => Token::Char { c, fold: false },
            })
            .collect(),
    )
}

fn globs(texts: &[&str]) -> Vec<Glob> {
    texts.iter().map(|text| glob(text)).collect()
}

/// The definition, by recursion.
fn takes(tokens: &[Token], word: &[char]) -> bool {
    let Some((token, rest)) = tokens.split_first() else { return word.is_empty() };
    match (*token, word.split_first()) {
        (Token::Any { within }, first) => {
            takes(rest, word)
                || first.is_some_and(|(&c, behind)| !(within && (c == ':' || is_letter(c))) && takes(tokens, behind))
        }
        (_, None) => false,
        (Token::One { within }, Some((&c, behind))) => !(is_letter(c) || within && c == ':') && takes(rest, behind),
        (Token::Char { c: wanted, fold }, Some((&c, behind))) => {
            (wanted == c || fold && wanted.eq_ignore_ascii_case(&c)) && takes(rest, behind)
        }
    }
}

fn fits(positive: &[Vec<Glob>], negative: &[Glob], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    positive.iter().all(|union| union.iter().any(|glob| takes(glob.tokens(), &word)))
        && !negative.iter().any(|glob| takes(glob.tokens(), &word))
}

fn words(alphabet: &[char], longest: usize) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut begin = 0;
    for _ in 0..longest {
        let end = words.len();
        for index in begin..end {
            words.extend(alphabet.iter().map(|c| format!("{}{c}", words[index])).collect::<Vec<_>>());
        }
        begin = end;
    }
    words
}

fn find(positive: &[Vec<Glob>], negative: &[Glob], nodes: &mut u32) -> Found<String> {
    let positive: Vec<&[Glob]> = positive.iter().map(Vec::as_slice).collect();
    witness(&positive, &negative.iter().collect::<Vec<_>>(), nodes)
}

/// A word for unions and negative patterns written as in [`glob`].
fn ask(positive: &[&[&str]], negative: &[&str]) -> Found<String> {
    let positive: Vec<Vec<Glob>> = positive.iter().map(|union| globs(union)).collect();
    let negative = globs(negative);
    let found = find(&positive, &negative, &mut CAP.clone());
    if let Found::Yes(word) = &found {
        assert!(fits(&positive, &negative, word), "{word:?}");
    }
    found
}

fn yes(word: &str) -> Found<String> {
    Found::Yes(word.to_owned())
}

/// Compares answers with what all short words say.
fn compare(seed: u64, count: usize, tokens: &str, alphabet: &[char]) {
    let longest = if cfg!(debug_assertions) { 5 } else { 7 };
    let words = words(alphabet, longest);
    let mut dice = Dice(seed);
    let (mut found, mut none) = (0, 0);
    for index in 0..count {
        let (positive, negative) = conjunction(&mut dice, tokens);
        match find(&positive, &negative, &mut CAP.clone()) {
            Found::Yes(word) => {
                found += 1;
                assert!(fits(&positive, &negative, &word), "{index}: {positive:?} without {negative:?}: {word:?}");
            }
            Found::No => {
                none += 1;
                let word = words.iter().find(|word| fits(&positive, &negative, word));
                assert_eq!(word, None, "{index}: {positive:?} without {negative:?}");
            }
            Found::GaveUp => panic!("{index}: {positive:?} without {negative:?}"),
        }
    }
    assert!(found > count / 20 && none > count / 20, "{found} {none}");
}

#[test]
fn short_words_agree() {
    compare(1, 1000, "ab:**??+!", &['a', 'b', ':', 'z']);
}

#[test]
fn short_words_agree_on_wide_patterns() {
    compare(2, 1000, "ab:***???", &['a', 'b', ':', 'z']);
}

#[test]
fn short_words_agree_within_segments() {
    compare(3, 1000, "a::**?++!!", &['a', 'b', ':', 'z']);
}

#[test]
fn short_words_agree_without_case() {
    compare(4, 500, "aA1b2:**?+!", &['a', 'A', 'b', ':', 'z']);
}

#[test]
fn short_words_agree_on_letters_of_variables() {
    compare(5, 500, "ab$$:**?+!", &['a', LETTER, 'b', ':', 'z']);
}

/// With a union that bounds the length, the enumeration says yes as surely as it says no.
#[test]
fn bounded_words_agree() {
    let words = words(&['a', 'b', ':', 'z', LETTER], 4);
    let short: Vec<Glob> = (0..=4_u32)
        .flat_map(|length| (0..1 << length).map(move |set| (length, set)))
        .map(|(length, set)| {
            glob(&(0..length).map(|at| if set >> at & 1 == 0 { '?' } else { '$' }).collect::<String>())
        })
        .collect();
    let mut dice = Dice(9);
    let mut found = 0;
    for index in 0..1500 {
        let (mut positive, mut negative) = conjunction(&mut dice, "aab:$**?+!");
        positive.truncate(2);
        positive.push(short.clone());
        // Words that are tried first would hide the search.
        negative.extend(globs(&["", "a"]));
        let any = words.iter().any(|word| fits(&positive, &negative, word));
        found += usize::from(any);
        match find(&positive, &negative, &mut CAP.clone()) {
            Found::Yes(word) => {
                assert!(fits(&positive, &negative, &word), "{index}: {positive:?} without {negative:?}: {word:?}");
            }
            answer => assert!(answer == Found::No && !any, "{index}: {positive:?} without {negative:?}"),
        }
    }
    assert!(found > 150 && found < 1350, "{found}");
}

/// Wildcards that come first and often leave much to the search.
#[test]
fn short_words_agree_on_the_rest() {
    let words = words(&['a', 'b', ':', 'z'], if cfg!(debug_assertions) { 5 } else { 7 });
    let mut dice = Dice(6);
    for _ in 0..1000 {
        let positive = vec![globs(&["*"])];
        let negative: Vec<Glob> = (0..6).map(|_| random(&mut dice, "ab:**???++!!")).collect();
        match find(&positive, &negative, &mut CAP.clone()) {
            Found::Yes(word) => assert!(fits(&positive, &negative, &word), "{negative:?}: {word:?}"),
            Found::No => assert_eq!(words.iter().find(|word| fits(&positive, &negative, word)), None, "{negative:?}"),
            Found::GaveUp => panic!("{negative:?}"),
        }
    }
}

#[test]
fn matches_as_defined() {
    let mut dice = Dice(7);
    let words = words(&['a', 'A', 'b', ':', LETTER], 4);
    for _ in 0..1500 {
        let glob = random(&mut dice, "aA1b2:$**?++!");
        for word in &words {
            let chars: Vec<char> = word.chars().collect();
            assert_eq!(glob.matches(word), takes(glob.tokens(), &chars), "{glob:?} {word:?}");
        }
    }
}

/// Patterns of more than 64 positions, whose row goes on in the next word.
#[test]
fn long_patterns_agree() {
    let mut dice = Dice(8);
    for length in 60..70 {
        let run = "?".repeat(length);
        for _ in 0..20 {
            let tail: String = (0..dice.below(6)).map(|_| dice.pick(&['a', 'b', '?', '*'])).collect();
            assert_ne!(ask(&[&[&format!("{run}{tail}")]], &["*b", "a*"]), Found::GaveUp, "{length} {tail}");
        }
        assert_eq!(ask(&[&[&format!("{run}*")]], &[&format!("*{run}")]), Found::No, "{length}");
        let word = format!("{}ab", "x".repeat(length - 2));
        assert_eq!(ask(&[&[&run], &["*b"], &["*a?"]], &[]), yes(&word), "{length}");
        assert_eq!(ask(&[&[&run], &["*b"], &["*a?"]], &[&format!("{run}*")]), Found::No, "{length}");
        assert_eq!(ask(&[&[&format!("{run}*")], &["*b"], &["*a?"]], &[&run]), yes(&format!("x{word}")), "{length}");
        assert_eq!(ask(&[&[&format!("+{run}+")]], &[&format!("*{run}?*"), &format!("*{run}")]), Found::No, "{length}");
        assert_eq!(ask(&[&[&format!("*{run}")]], &[&format!("*?{run}")]), yes(&"a".repeat(length)), "{length}");
    }
}

#[test]
fn literals() {
    assert_eq!(ask(&[&["abc"]], &[]), yes("abc"));
    assert_eq!(ask(&[&["abc"]], &["abd", "ab", "abcd"]), yes("abc"));
    assert_eq!(ask(&[&["abc"]], &["abc"]), Found::No);
    assert_eq!(ask(&[&["abc"], &["abd"]], &[]), Found::No);
    assert_eq!(ask(&[&["abc", "x"], &["abd", "x"]], &[]), yes("x"));
    assert_eq!(ask(&[&["abc", "abd"]], &["abc"]), yes("abd"));
    assert_eq!(ask(&[&[""]], &[]), yes(""));
    assert_eq!(ask(&[&[""]], &["*"]), Found::No);
}

#[test]
fn nothing_asked_for() {
    assert_eq!(ask(&[], &[]), yes("example"));
    assert_eq!(ask(&[], &["e*"]), yes(""));
    assert_eq!(ask(&[], &["*"]), Found::No);
    assert_eq!(ask(&[], &["", "?*"]), Found::No);
    assert_eq!(ask(&[&[]], &[]), Found::No);
    assert_eq!(ask(&[&["*"], &[]], &[]), Found::No);
}

#[test]
fn one_pattern_less_another() {
    assert_eq!(ask(&[&["*"]], &["a*"]), yes("example"));
    assert_eq!(ask(&[&["a*"]], &["a?*"]), yes("a"));
    assert_eq!(ask(&[&["a*"]], &["a", "a?*"]), Found::No);
    assert_eq!(ask(&[&["a*b"]], &["*a*"]), Found::No);
    assert_eq!(ask(&[&["?*"]], &["*?"]), Found::No);
    assert_eq!(ask(&[&["*a*"], &["*b*"]], &["*example*"]), yes("aba"));
    assert_eq!(ask(&[&["*a*"], &["*b*"]], &["*example*", "a*", "b*", "?a*", "?b*"]), yes("wwab"));
    // Neither alone covers it.
    assert_eq!(ask(&[&["*"]], &["", "?", "??*"]), Found::No);
    assert_eq!(ask(&[&["*"]], &["a*", "?b*", "??*", "x", ""]), yes("w"));
}

#[test]
fn segments() {
    assert_eq!(ask(&[&["a+"]], &[]), yes("aexample"));
    assert_eq!(ask(&[&["a+"], &["*:*"]], &[]), Found::No);
    assert_eq!(ask(&[&["a*"]], &["a+"]), yes("a:"));
    assert_eq!(ask(&[&["?"]], &["!"]), yes(":"));
    assert_eq!(ask(&[&["a*"]], &["a+", "a+:+", "*:*:*"]), Found::No);
    // A wildcard within a segment does not stand for the free one before it.
    assert_eq!(ask(&[&["*a+b"], &["a:*"], &["??*b"]], &["*example*"]), yes("a:ab"));
    assert_eq!(ask(&[&["+:+"]], &["*:b*", "*a*", "?*"]), Found::No);
    assert_eq!(ask(&[&["arn:+:s3:+"], &["*:s3:*q"]], &["*::*"]), yes("arn:x:s3:q"));
}

#[test]
fn case() {
    assert_eq!(ask(&[&["1"]], &["a"]), yes("A"));
    assert_eq!(ask(&[&["1"]], &["A"]), yes("a"));
    assert_eq!(ask(&[&["1"]], &["a", "A"]), Found::No);
    assert_eq!(ask(&[&["a"]], &["1"]), Found::No);
    assert_eq!(ask(&[&["1"]], &["1"]), Found::No);
    assert_eq!(ask(&[&["?"], &["2"]], &["b"]), yes("B"));
}

#[test]
fn letters_of_variables() {
    let letter = LETTER.to_string();
    assert_eq!(ask(&[&["$"]], &[]), yes(&letter));
    assert_eq!(ask(&[&["$"]], &["?"]), yes(&letter));
    assert_eq!(ask(&[&["$"]], &["!"]), yes(&letter));
    assert_eq!(ask(&[&["$"], &["?"]], &[]), Found::No);
    assert_eq!(ask(&[&["$"]], &["*"]), Found::No);
    // The value of a variable may hold colons.
    assert_eq!(ask(&[&["$"]], &["+"]), yes(&letter));
    assert_eq!(ask(&[&["*"], &["*$"]], &["?*"]), yes(&letter));
    assert_eq!(ask(&[&["*"]], &["", "?*"]), Found::No);
}

/// Nobody waits for these.
#[test]
fn nasty_patterns_end() {
    let stars = "*a".repeat(1000);
    let segments = "+a".repeat(1000);
    let ones = "?".repeat(2000);
    let many: Vec<String> = (0..500).map(|n| format!("*x{n}????????*")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let others: Vec<String> = (0..500).map(|n| format!("*y{n}????????")).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let cases: [(&[&[&str]], &[&str]); 12] = [
        (&[&["*a??????????"]], &["*b??????????*"]),
        (&[&["*a??????????", "*c??????????"], &["*d????????????*"]], &["*b??????????*", "*a???"]),
        (&[&["+a!!!!!!!!!!!"], &["*c???????*"]], &["+b!!!!!!!!!!!!", "*????c???a??"]),
        (&[&[&stars], &[&segments]], &["*b*", "*aaa*", "*a?a*"]),
        (&[&[&segments], &["*:*"]], &["?*b"]),
        (&[&[&format!("*a{ones}")]], &[&format!("*b{ones}*"), "*a*"]),
        (&[&[&format!("*a{ones}")], &[&format!("*b{ones}")]], &[]),
        (&[&many, &["*a????????*"]], &many[1..]),
        (&[&["*a???????????????"], &["*b???????????????"]], &[]),
        (&[&["+a???????????????"], &["*b!!!!!!!!!!!!!!!"]], &["*b??????????*"]),
        (&[&many, &others, &["*0?????????"]], &["*x*y*"]),
        (&[&[&ones]], &many),
    ];
    for (index, (positive, negative)) in cases.into_iter().enumerate() {
        let positive: Vec<Vec<Glob>> = positive.iter().map(|union| globs(union)).collect();
        let negative = globs(negative);
        let mut nodes = CAP;
        let found = find(&positive, &negative, &mut nodes);
        assert_eq!(found == Found::GaveUp, nodes == 0, "{index}");
    }
}

#[test]
fn the_cap_is_kept() {
    let (positive, negative) = (vec![globs(&["*a*"]), globs(&["*b*"])], globs(&["a*", "b*", "*example*"]));
    let mut nodes = 3;
    assert_eq!(find(&positive, &negative, &mut nodes), Found::GaveUp);
    assert_eq!(nodes, 0);
    let mut nodes = 100;
    assert_ne!(find(&positive, &negative, &mut nodes), Found::GaveUp);
    assert!(nodes > 50 && nodes < 100, "{nodes}");
}
