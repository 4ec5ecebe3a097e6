//! HTML.

use super::{POLICY, assert_plain, assert_silent, faults};

/// What a browser makes of the text of a listing.
fn shown(text: &str) -> String {
    let mut out = text.to_owned();
    for tag in
        ["<span class=\"s\">", "</span>", "<b>", "</b>", "<a href='x>y'>", "</a>", "<my-em>", "</my-em>", "<wbr>"]
    {
        out = out.replace(tag, "");
    }
    let entities = [("&quot;", "\""), ("&#x22;", "\""), ("&#34;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&#233;", "é")];
    for (entity, plain) in entities.into_iter().chain([("&#x2F;", "/"), ("&amp;", "&")]) {
        out = out.replace(entity, plain);
    }
    out
}

#[test]
fn listings() {
    for (open, close) in [
        ("<pre>", "</pre>"),
        ("<PRE>\n", "</PRE>"),
        ("<pre class=\"a>b\"><code class='json'>", "</code></pre>"),
        ("<code>", "</code>"),
        ("<textarea rows=3>", "</textarea>"),
        ("<script type=\"application/json\">", "</script>"),
        ("<pre>", ""),
    ] {
        assert_plain("a.html", &format!("<!DOCTYPE html>\n<p>it's</p>{open}{POLICY}{close}\n"), 1);
    }
    assert_plain("a.htm", &format!("<pre>{POLICY}</pre><p>&amp;</p><pre>{POLICY}</pre>"), 2);
    assert_plain("a.html", &format!("<pre>\n$ cat &lt;&lt;EOF\n{POLICY}</pre>"), 1);
}

#[test]
fn entities_and_tags_are_undone() {
    let escaped = POLICY.replace('<', "&lt;").replace('>', "&gt;");
    let marked = |key: &str| format!("<span class=\"s\">{key}</span>");
    for policy in [
        escaped.clone(),
        escaped.replace('"', "&quot;"),
        escaped.replace('"', "&#x22;").replace('é', "&#233;").replace('/', "&#x2F;"),
        escaped.replace('"', "&#34;").replace("\"Sid\"", "<b>\"Sid\"</b>"),
        escaped.replace("\"Action\"", &marked("\"Action\"")).replace("s3:Get", "<b>s3</b>:<my-em>Get</my-em><wbr>"),
        escaped.replace("  ", "&nbsp; ").replace("\"Read\"", "<a href='x>y'>\"Read\"</a>"),
        format!("<span class=\"s\">{}</span>", escaped.replace('\n', "<br></span><span class=\"s\">")),
        format!("<div>{}</div>", escaped.replace('\n', "</div><div>")),
        POLICY.replace("YOUR_BUCKET", "your-bucket"),
        POLICY.replace("YOUR_BUCKET", "table name"),
        POLICY.replace("YOUR_BUCKET", "SOURCE"),
    ] {
        assert_eq!(faults("a.html", &format!("<pre>{policy}</pre>"), shown), [[]], "{policy}");
    }
    // Nothing that a quick editor would have to know about is called the text of the page.
    let page = format!("<textarea>{}</textarea>", escaped.replace('"', "&quot;"));
    assert_eq!(faults("a.html", &page, shown), [[]]);
}

#[test]
fn templates_of_pages() {
    assert_plain("a.html", &format!("<div>\n{{% capture code %}}{POLICY}{{% endcapture %}}\n</div>\n"), 1);
    assert_plain("a.html", &format!("<p>x</p>\n{{% highlight json %}}\n{POLICY}{{% endhighlight %}}\n"), 1);
}

#[test]
fn what_is_not_shown_is_left_alone() {
    for page in [
        format!("<!-- <pre>{POLICY}</pre> -->"),
        format!("<script>x = {POLICY}</script>"),
        format!("<script>\n{POLICY}</script>"),
        format!("<style>\n{POLICY}</style>"),
        format!("<a title='{}'>", POLICY.replace('\n', " ")),
        format!("<p>so {POLICY}</p>"),
        "<pre>[{\"Effect\": \"Allow\", \"Sid\": \"Statement\"}]</pre>".to_owned(),
    ] {
        assert_silent("a.html", &page);
    }
}
