//! The words that placeholders are made of, and how a name falls into words.

/// Nouns of AWS and words that go with them, sorted. A name made of these alone, such as
/// `source_bucket_name`, names nothing.
#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "access", "account", "acct", "agent", "alarm", "alias", "an", "another", "api", "app", "application", "arn",
    "association", "assumed", "attachment", "balancer", "boundary", "bucket", "build", "cache", "canary", "catalog",
    "certificate", "channel", "child", "client", "cluster", "code", "company", "config", "configuration",
    "connection", "connector", "container", "customer", "data", "database", "dataset", "db", "definition",
    "delivery", "demo", "deployment", "dest", "destination", "detector", "device", "directory", "distribution",
    "dlq", "doc", "document", "domain", "email", "encryption", "endpoint", "entity", "environment", "event",
    "example", "execution", "external", "file", "flow", "folder", "function", "gateway", "group", "host", "hosted",
    "http", "id", "identifier", "identity", "image", "index", "input", "instance", "integration", "interface",
    "job", "key", "layer", "listener", "load", "log", "machine", "managed", "management", "member", "method",
    "model", "my", "name", "namespace", "network", "node", "number", "oai", "object", "oidc", "org", "organization",
    "origin", "outpost", "outposts", "output", "owner", "parameter", "parent", "partner", "path", "payer",
    "permission", "pipeline", "point", "policy", "pool", "prefix", "principal", "profile", "project", "provider",
    "queue", "region", "replica", "repo", "repository", "resource", "rest", "role", "route", "rule", "saml",
    "sample", "schema", "secret", "security", "server", "service", "session", "set", "snapshot", "some", "source",
    "specific", "specifier", "src", "stack", "stage", "state", "statement", "step", "stream", "subnet", "suffix",
    "table", "tag", "target", "task", "team", "template", "the", "this", "topic", "trail", "trust", "trusted",
    "trusting", "type", "user", "uuid", "value", "vault", "vendor", "verb", "version", "volume", "vpc", "vpce",
    "webhook", "website", "workflow", "workgroup", "workspace", "zone",
];

/// Services, sorted: they go with the nouns, but alone they name something, as `aws-glue` does.
#[rustfmt::skip]
const SERVICES: &[&str] = &[
    "amazon", "athena", "aws", "backup", "cloudfront", "cloudtrail", "cloudwatch", "cognito", "dynamodb", "ec2",
    "ecr", "ecs", "eks", "firehose", "glue", "iam", "kinesis", "kms", "lambda", "msk", "rds", "redshift", "s3",
    "sagemaker", "sns", "sqs",
];

/// Words that say as little before an ending, sorted: `component-name`, `report-id`. With other nouns
/// they may well name something, as `REPORT-QUEUE` does.
#[rustfmt::skip]
const BEFORE_ENDINGS: &[&str] = &[
    "acl", "allocation", "analyzer", "apigateway", "archive", "artifact", "assessment", "asset", "authority",
    "authorizer", "autoscaling", "batch", "bedrock", "bot", "broker", "bus", "campaign", "capacity", "change",
    "cloudformation", "codebuild", "codepipeline", "column", "component", "consumer", "control", "crawler",
    "dashboard", "edge", "efs", "eip", "elasticache", "elevated", "eni", "env", "eventbridge", "existing",
    "experiment", "feature", "filter", "finding", "fleet", "framework", "git", "github", "gitlab", "grant", "graph",
    "hash", "home", "hub", "insight", "ip", "issuer", "item", "launch", "license", "link", "list", "location", "main",
    "metric", "monitor", "mount", "notebook", "notification", "opensearch", "optional", "package", "partition",
    "peer", "peering", "plan", "portal", "portfolio", "primary", "process", "processing", "product", "publisher",
    "query", "queryset", "random", "recipe", "record", "replication", "report", "repositories", "request",
    "reservation", "restapi", "revision", "room", "root", "route53", "runtime", "scan", "schedule", "scheduler",
    "scope", "secondary", "secretsmanager", "shard", "share", "ssm", "sso", "store", "studio", "subscriber",
    "subscription", "tenant", "thing", "token", "training", "transform", "transit", "trigger", "tunnel", "unique",
    "view", "web", "webacl", "widget", "workload",
];

/// What a name ends in that only says that a name belongs there.
const ENDINGS: &[&str] = &["arn", "id", "identifier", "name", "number", "prefix", "suffix", "uuid", "value"];

/// Abbreviations that stand before an ending, and are no word of their own.
const SHORT: &[&str] = &["lg", "nacl", "rt", "sg", "tg"];

/// Whether a word can be one of the lists': one look instead of many. Most names hold a word that is not.
static KNOWN: Filter = Filter::new(&[NOUNS, SERVICES, BEFORE_ENDINGS, SHORT]);

/// A set of words that may take others for its own: a bit for each value of a hash.
struct Filter([u64; 64]);

impl Filter {
    const fn new(lists: &[&[&str]]) -> Self {
        let mut bits = [0; 64];
        let mut list = 0;
        while list < lists.len() {
            let mut word = 0;
            while word < lists[list].len() {
                let bit = Self::bit(lists[list][word].as_bytes());
                bits[bit / 64] |= 1 << (bit % 64);
                word += 1;
            }
            list += 1;
        }
        Self(bits)
    }

    /// Whether a word, or the one of which it is the plural, can be among them.
    fn may_hold(&self, word: &str) -> bool {
        let has = |word: &str| {
            let bit = Self::bit(word.as_bytes());
            self.0[bit / 64] & 1 << (bit % 64) != 0
        };
        has(word) || word.strip_suffix('s').is_some_and(has)
    }

    const fn bit(word: &[u8]) -> usize {
        let mut hash: u32 = 0;
        let mut at = 0;
        while at < word.len() {
            hash = (hash ^ word[at] as u32).wrapping_mul(0x9e37_79b1);
            at += 1;
        }
        (hash >> 20) as usize
    }
}

/// No noun is longer, nor are two nouns and an ending in one word.
const LONGEST: usize = 24;

/// What is known of a name that is made of nouns alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nouns {
    /// How many there are.
    pub(super) count: usize,
    /// Whether the last one is `name`, `id` and the like.
    pub(super) has_ending: bool,
    /// Whether they say nothing without such an ending either.
    is_plain: bool,
}

impl Nouns {
    /// Reads a name; nothing if it holds any word that could tell one thing from another.
    pub(super) fn read(name: &str) -> Option<Self> {
        // Letters of other scripts are no blank of ours: they may say anything.
        if !name.is_ascii() {
            return None;
        }
        let mut nouns = Self { count: 0, has_ending: false, is_plain: true };
        let mut is_blank = false;
        for word in words(name) {
            let mut buffer = [0; LONGEST];
            let word = lower(word, &mut buffer)?;
            let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
            // A number only counts: `bucket-name-2`, `queue1`.
            if bare.is_empty() {
                continue;
            }
            if !KNOWN.may_hold(word) && !KNOWN.may_hold(bare) && bare.len() > 1 && !ends_in_ending(bare) {
                return None;
            }
            let word = if SERVICES.binary_search(&word).is_ok() { word } else { bare };
            nouns.has_ending = is_ending(word);
            if is_noun(word) || SHORT.contains(&word) {
                nouns.count += 1;
                is_blank = true;
            } else if word.len() == 1 || SERVICES.binary_search(&word).is_ok() {
                nouns.count += 1;
            } else if BEFORE_ENDINGS.binary_search(&word).is_ok() {
                nouns.count += 1;
                nouns.is_plain = false;
            } else {
                nouns.count += compound(word)?;
                nouns.has_ending = true;
                is_blank = true;
            }
        }
        (is_blank && (nouns.is_plain || nouns.asks())).then_some(nouns)
    }

    /// Whether the name asks for one: nouns that end in `name`, `id`…
    pub(super) const fn asks(self) -> bool {
        self.has_ending && self.count > 1
    }
}

/// The words of a name: it falls apart at whatever is no letter or digit, and where its case says
/// so. `myQueueARN` is `my`, `Queue`, `ARN`; `AWSAccountIds` is `AWS`, `Account`, `Ids`.
pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let bytes = rest.as_bytes();
        let ends = |at: usize| {
            let (before, here, after) = (bytes[at - 1], bytes[at], bytes.get(at + 1));
            // The capital before a small letter begins a word even behind capitals, but the
            // plural of an abbreviation, as in `IDs`, is one word.
            let is_plural = after == Some(&b's') && !bytes.get(at + 2).is_some_and(u8::is_ascii_lowercase);
            let small = after.is_some_and(u8::is_ascii_lowercase) && !is_plural;
            !here.is_ascii_alphanumeric() || here.is_ascii_uppercase() && (!before.is_ascii_uppercase() || small)
        };
        let end = (1..bytes.len()).find(|&at| ends(at)).unwrap_or(bytes.len());
        let (word, behind) = rest.split_at(end);
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// Whether `text` holds `word`, which is in lower case, in whatever case.
pub(super) fn mentions(text: &str, word: &str) -> bool {
    places(text, word).next().is_some()
}

/// Where `word`, which is in lower case, stands in `text` in whatever case.
pub(super) fn places(text: &str, word: &str) -> impl Iterator<Item = usize> {
    let word = word.as_bytes();
    // A capital differs from its small letter in one bit. What is no letter is seen at the second look.
    let first = word[0] | 0x20;
    let stands = move |part: &[u8]| part[0] | 0x20 == first && part.eq_ignore_ascii_case(word);
    text.as_bytes().windows(word.len()).enumerate().filter_map(move |(at, part)| stands(part).then_some(at))
}

/// Whether a name has one of `needed` and beside it only `allowed`, all in lower case, and numbers.
pub(super) fn is_made_of(name: &str, needed: &[&str], allowed: &[&str]) -> bool {
    let is_in = |list: &[&str], word: &str| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    let mut is_found = false;
    if !name.is_ascii() {
        return false;
    }
    for word in words(name) {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if is_in(needed, bare) {
            is_found = true;
        } else if !bare.is_empty() && !is_in(allowed, bare) && !is_in(allowed, word) {
            return false;
        }
    }
    is_found
}

/// Whether `name` stands for the name of a service: `service-name`, `YOUR_SERVICE`.
pub(super) fn is_blank_service(name: &str) -> bool {
    mentions(name, "service")
        && is_made_of(name, &["service", "servicename"], &["aws", "code", "name", "prefix", "the", "your"])
}

/// Whether a word that others run on from begins with a noun, as in `bucketforlogs`.
pub(super) fn begins_with_noun(word: &str) -> bool {
    let nouns = NOUNS.iter().filter(|noun| noun.len() > 2).chain(SERVICES);
    nouns.copied().any(|noun| word.get(..noun.len()).is_some_and(|start| start.eq_ignore_ascii_case(noun)))
}

/// Whether `word`, in lower case, is one of the nouns, or more than one of it.
fn is_noun(word: &str) -> bool {
    let known = |word: &str| NOUNS.binary_search(&word).is_ok();
    known(word) || word.strip_suffix('s').is_some_and(known)
}

/// Whether [`Nouns::asks`] can be said of `name`: its last word ends in an ending or is the plural of
/// one, and behind it there are digits and marks alone.
pub(super) fn may_ask(name: &str) -> bool {
    let bytes = name.as_bytes();
    let Some(last) = bytes.iter().rposition(u8::is_ascii_alphabetic) else { return false };
    let end = if bytes[last] | 0x20 == b's' { last } else { last + 1 };
    let word = &bytes[..end];
    let ends = |ending: &&str| {
        let at = word.len().checked_sub(ending.len());
        at.is_some_and(|at| word[at..].eq_ignore_ascii_case(ending.as_bytes()))
    };
    word.last().is_some_and(|&last| LAST_LETTERS[usize::from(last)]) && ENDINGS.iter().any(ends)
}

/// The last letters of the [`ENDINGS`], in both cases. Most words have another.
static LAST_LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut at = 0;
    while at < ENDINGS.len() {
        let ending = ENDINGS[at].as_bytes();
        let last = ending[ending.len() - 1];
        letters[last as usize] = true;
        letters[last.to_ascii_uppercase() as usize] = true;
        at += 1;
    }
    letters
};

fn is_ending(word: &str) -> bool {
    ENDINGS.iter().any(|ending| word == *ending || word.strip_suffix('s') == Some(ending))
}

fn ends_in_ending(word: &str) -> bool {
    ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// How many nouns a word runs together, the last one being an ending: `bucketname`, `hostedzoneid`.
fn compound(word: &str) -> Option<usize> {
    let front = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).filter(|front| front.len() > 1)?;
    let goes = |word: &str| is_noun(word) || SERVICES.binary_search(&word).is_ok();
    let runs_on = || (2..front.len().saturating_sub(1)).any(|at| goes(&front[..at]) && goes(&front[at..]));
    if goes(front) {
        Some(2)
    } else if runs_on() {
        Some(3)
    } else {
        None
    }
}

/// `word` in lower case; nothing if it is longer than any word here.
fn lower<'b>(word: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b str> {
    let buffer = buffer.get_mut(..word.len())?;
    buffer.copy_from_slice(word.as_bytes());
    buffer.make_ascii_lowercase();
    std::str::from_utf8(buffer).ok()
}
