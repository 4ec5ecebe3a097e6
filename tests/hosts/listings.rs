//! Policies inside of listings that are no document themselves.

use arnlint::host::extract;
use arnlint::json::Fault;

use super::{POLICY, assert_plain, assert_silent, faults, indented, source};

fn fenced(listing: &str) -> String {
    format!("# Page\n\n```sh\n{listing}```\n")
}

#[test]
fn heredocs() {
    for word in ["<<EOF", "<< EOF", "<<'EOF'", "<<\"EOF\"", "<<\\EOF", "<<-EOF", "<<~EOF", "<<-'EOF'"] {
        assert_plain("a.md", &fenced(&format!("cat > a.json {word}\n{POLICY}EOF\naws iam x\n")), 1);
    }
    assert_plain("a.md", &fenced(&format!("read -r -d '' POLICY <<EOF\n{POLICY}EOF\n")), 1);
    assert_plain("a.md", &fenced(&format!("cat <<EOF | tee a.json\n{POLICY}EOF\ncat <<EOF\n{POLICY}EOF\n")), 2);
    let terraform =
        format!("resource \"x\" \"y\" {{\n  policy = <<POLICY\n{POLICY}  POLICY\n  other = <<-E\n{POLICY}  E\n}}\n");
    assert_plain("a.md", &fenced(&terraform), 2);
    let list = format!("1. Do:\n\n{}", indented(&fenced(&format!("cat <<EOF\n{POLICY}EOF\n")), "   "));
    assert_plain("a.md", &list, 1);
}

#[test]
fn what_a_heredoc_escapes_is_undone() {
    let shell = |text: &str| text.replace("\\$", "$").replace("\\`", "`").replace("\\\\", "\\");
    let escaped = POLICY.replace("${aws", "\\${aws").replace('é', "\\`");
    let page = fenced(&format!("cat <<EOF\n{escaped}EOF\n"));
    assert_eq!(faults("a.md", &page, shell), [[]]);
    assert!(!extract(&source("a.md", &page), false).documents[0].verbatim);
    let page = fenced(&format!("policy = <<EOF\n{}EOF\n", POLICY.replace("${aws", "$${aws")));
    assert_eq!(faults("a.md", &page, |text| text.replace("$$", "$")), [[]]);
}

#[test]
fn arguments_in_single_quotes() {
    for command in ["aws iam x --policy-document ", "aws s3api x --policy=", "printf ", "echo ", "POLICY="] {
        assert_plain("a.md", &fenced(&format!("{command}'{}'\n", POLICY.trim_end())), 1);
        assert_plain("a.md", &fenced(&format!("{command}'{POLICY}' > ./a.json\n")), 1);
        assert_plain("a.md", &fenced(&format!("{command}'{}'\n", POLICY.replace('\n', " "))), 1);
    }
    let two = format!("aws x --a '{POLICY}' \\\n  --b '{POLICY}'\n");
    assert_plain("a.md", &fenced(&two), 2);
}

#[test]
fn an_argument_goes_on_behind_a_variable() {
    let undo = |text: &str| text.replace("'\"", "").replace("\"'", "");
    for splice in ["'$BUCKET'", "'${BUCKET}'", "'$(bucket -x)'", "'\"$BUCKET\"'", "'\"${BUCKET}\"'"] {
        let policy = POLICY.replace("<YOUR_BUCKET>", splice);
        let page = fenced(&format!("printf '{policy}' > a.json\necho 'done'\n"));
        assert_eq!(faults("a.md", &page, undo), [[]], "{page}");
        assert!(!extract(&source("a.md", &page), false).documents[0].text.contains("done"));
    }
    let page = fenced(&format!("echo '{}'\n", POLICY.replace('é', "it'\\''s")));
    assert_eq!(faults("a.md", &page, |text| text.replace("'\\''", "'")), [[]]);
}

#[test]
fn arguments_in_double_quotes() {
    let undo = |text: &str| text.replace("\\\"", "\"").replace("\\$", "$");
    let policy = POLICY.replace('"', "\\\"").replace("${aws", "\\${aws");
    for line in [policy.clone(), policy.replace('\n', " ")] {
        for command in ["TRUST=", "aws iam x --policy "] {
            let page = fenced(&format!("{command}\"{line}\"\naws \"$TRUST\"\n"));
            assert_eq!(faults("a.md", &page, undo), [[]], "{page}");
            assert!(!extract(&source("a.md", &page), false).documents[0].verbatim);
        }
    }
}

#[test]
fn a_policy_in_a_string_of_json() {
    let undo = |text: &str| text.replace("\\\"", "\"");
    let policy = POLICY.replace('"', "\\\"");
    for line in [policy.replace('\n', " "), policy.replace('\n', "\\n")] {
        let page = format!("```json\n{{\n  \"Policy\": \"{line}\"\n}}\n```\n");
        assert_eq!(faults("a.md", &page, undo), [[]], "{page}");
    }
}

#[test]
fn objects_behind_other_lines() {
    for head in ["$ cat policy.json", "PUT /?policy HTTP/1.1\nHost: x.example\n", "policy.json:", "It isn't \"much"] {
        assert_plain("a.md", &fenced(&format!("{head}\n{POLICY}\n$ next\n")), 1);
    }
    assert_plain("a.md", &fenced(&format!("$ a\n{POLICY}$ b\n{POLICY}")), 2);
    // Behind a document too.
    assert_plain("a.md", &fenced(&format!("{POLICY}\n$ cat b\n{POLICY}")), 2);
}

#[test]
fn two_documents_of_one_listing() {
    assert_plain("a.md", &fenced(&format!("{POLICY}{POLICY}")), 2);
    assert_plain("a.md", &fenced(&format!("{POLICY}\n\n{POLICY}\n")), 2);
    // A statement behind its policy is no document.
    let page = fenced(&format!("{POLICY}{{ \"Effect\": \"Deny\" }}\n"));
    assert_eq!(faults("a.md", &page, str::to_owned), [[Fault::SecondDocument]]);
}

#[test]
fn programs_are_left_alone() {
    let dict = POLICY.replace("\"Allow\"", "allow").replace("\"Read\"", "None");
    for listing in [
        format!("policy = {POLICY}"),
        format!("policy =\n{POLICY}"),
        format!("x = json.dumps(\n{POLICY})\n"),
        format!("return \\\n{POLICY}"),
        format!("{{% x %}}\n{dict}"),
        format!("f()\n{dict}"),
        format!("f()\n{}", POLICY.replace("\"Version\"", "Version")),
        format!("f()\n{}, 1\n", POLICY.trim_end()),
        format!("f()\n{}", &POLICY[..POLICY.len() - 4]),
        "String x = \"{ \\\"Statement\\\": [{ \\\"Effect\\\": \\\"Allow\\\", \" +\n  y;\n".to_owned(),
        format!("cat <<EOF\nkind: x\n{}EOF\n", POLICY.replace('"', "'")),
        format!("cat <<EOF\n{}", POLICY.replace("\"Statement\"", "\"Statements\"").replace("\"Version\"", "\"v\"")),
        "echo '[{\"Effect\": \"Allow\", \"Action\": \"Statement\"}]'\n".to_owned(),
    ] {
        assert_silent("a.md", &fenced(&listing));
    }
}

#[test]
fn tags_of_templates_are_something_left_out() {
    let tagged = POLICY
        .replace("[\"s3:GetObject\", ", "[{% for a in b %}\"{{ a }}\"{% unless last %},{% endunless %}{% endfor %}")
        .replace(", \"s3:List*\"", "")
        .replace("\"Sid\": \"Read\"", "\"Sid\": {% if a %}\"Read\"{% else %}\"Write\"{% endif %}");
    assert_eq!(
        faults("a.html", &format!("{{% capture x %}}{tagged}{{% endcapture %}}\n"), str::to_owned),
        [[Fault::TemplateTag]]
    );
    assert_plain("a.md", &format!("```\n{{% raw %}}\n{POLICY}{{% endraw %}}\n```\n"), 1);
}
