//! Mail to the fields of an article: newsletters and stories that somebody was sent.
//!
//! The part of HTML is read, with its headings, or the one of plain text where that says more. The subject is the headline, whoever sent it the
//! outlet. Messages are decoded by `mail-parser`; a file of several, as mail programs export them (mbox), gives each of them.
//!
//! Left out: attachments, and what a message answers.

use std::io::Cursor;

use mail_parser::{MessageParser, mailbox::mbox::MessageIterator};

use super::{
    body::{Block, BlockKind},
    fields::Fields,
    nested::markup,
};

/// The fields of a message, or why it has no text, in words.
pub type Message = Result<Fields, &'static str>;

/// Lines of a message that belong to the mail, not to the news.
const FURNITURE: &[&str] = &[
    "unsubscribe",
    "view in browser",
    "view this email in your browser",
    "view online",
    "you are receiving this",
    "you received this",
    "manage your preferences",
    "update your preferences",
    "update your profile",
    "forward this email",
    "forward to a friend",
    "add us to your address book",
    "was this email forwarded to you",
    "sent to ",
    "no longer want to receive",
];

/// Whether a text begins as mail does: with header lines, two of which only mail has; or with the line of an mbox.
///
/// ```
/// use inquit::input::mail::looks_like_mail;
///
/// assert!(looks_like_mail("From: Echo <news@echo.example>\nSubject: Fares\nDate: Fri, 3 May 2024 10:00:00 +0100\n\nFares rise."));
/// assert!(!looks_like_mail("From: Westford\nThe ferry sails."));
/// ```
pub fn looks_like_mail(text: &str) -> bool {
    const HEADERS: [&str; 12] = [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "mime-version",
        "message-id",
        "delivered-to",
        "return-path",
        "reply-to",
        "content-type",
        "dkim-signature",
    ];
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().peekable();
    let is_mbox = lines.next_if(|line| line.starts_with("From ") && line.contains('@')).is_some();
    let mut found: Vec<String> = Vec::new();
    for line in lines.take_while(|line| !line.trim().is_empty()).take(200) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':').filter(|(name, _)| !name.is_empty() && !name.contains(' ')) else {
            return false;
        };
        let name = name.to_ascii_lowercase();
        if HEADERS.contains(&&*name) && !found.contains(&name) {
            found.push(name);
        }
    }
    let is_sent = found.iter().any(|name| matches!(&**name, "from" | "received" | "return-path"));
    is_sent && (found.len() >= 3 || is_mbox && found.len() >= 2)
}

/// The articles of a message, or of a file of several.
pub fn mail(bytes: &[u8]) -> Vec<Message> {
    if bytes.starts_with(b"From ") {
        let messages = MessageIterator::new(Cursor::new(bytes));
        return messages
            .map(|message| message.map_or(Err("a message that cannot be read"), |one| read(one.contents())))
            .collect();
    }
    vec![read(bytes)]
}

fn read(bytes: &[u8]) -> Message {
    let message = MessageParser::default().parse(bytes).ok_or("a message that cannot be read")?;
    let sender = message.from().and_then(|from| from.first());
    let domain = || sender.and_then(|one| one.address()).and_then(|address| address.split('@').nth(1));
    let mut fields = Fields {
        id: message.message_id().map(str::to_owned),
        outlet: sender.and_then(|one| one.name()).or_else(domain).map(|name| name.trim().to_owned()),
        published: message.header_raw("Date").map(|date| date.trim().to_owned()),
        headline: message.subject().map(|subject| subject.trim().to_owned()).filter(|subject| !subject.is_empty()),
        ..Fields::default()
    };
    // A program makes mark-up of plain text where there is none.
    let has_html = message.html_body.iter().any(|at| message.part(*at).is_some_and(|part| part.is_text_html()));
    let mut blocks = match message.body_html(0) {
        Some(html) if has_html => markup(&html),
        _ => Vec::new(),
    };
    // The part of plain text counts where that of HTML is a stub.
    let plain = message.body_text(0).map(|text| paragraphs(&text)).unwrap_or_default();
    let letters = |blocks: &[Block]| blocks.iter().map(|block| block.text.len()).sum::<usize>();
    if letters(&blocks) * 10 < letters(&plain) * 7 {
        blocks = plain;
    }
    blocks.retain(|block| !is_furniture(block));
    while blocks.last().is_some_and(|block| block.kind == BlockKind::Heading) {
        blocks.pop();
    }
    if blocks.is_empty() {
        return Err("a message without a text");
    }
    fields.set_blocks(blocks);
    Ok(fields)
}

/// Paragraphs of plain text, whose lines a mail program may have broken.
fn paragraphs(text: &str) -> Vec<Block> {
    let text = text.replace("\r\n", "\n");
    let parts = text.split("\n\n").map(|part| part.trim_start_matches(['>', ' ']));
    parts.filter_map(|part| Block::new(BlockKind::Paragraph, part)).collect()
}

fn is_furniture(block: &Block) -> bool {
    let lower = block.text.to_lowercase().replace('’', "'");
    block.text.len() < 300
        && FURNITURE.iter().any(|words| {
            lower.starts_with(words) || lower.ends_with("unsubscribe") || lower.contains("unsubscribe from")
        })
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NEWSLETTER: &str = "Received: from a.example\r\n by b.example; Fri, 3 May 2024 06:00:01 +0100\r\nFrom: Westford Morning <news@echo.example>\r\n\
To: reader@mail.example\r\nSubject: =?utf-8?q?Bridge_shut_=E2=80=93_and_fares?=\r\nDate: Fri, 3 May 2024 06:00:00 +0100\r\nMessage-ID: <m1@echo.example>\r\n\
MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt is shut.\r\n--b1\r\n\
Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p>View in browser</p><h2>Bridge</h2><p>=E2=80=9CIt is sh=\r\nut,=E2=80=9D \
said Una Dahl.</p><h2>Fares</h2><p>Fares rise in May.</p><p>You are receiving this because you signed up. Unsubscribe</p></body></html>\r\n--b1--\r\n";

    #[test]
    fn reads_a_newsletter() {
        assert!(looks_like_mail(NEWSLETTER));
        let [Ok(fields)] = &mail(NEWSLETTER.as_bytes())[..] else { panic!() };
        assert_eq!(fields.text, "Bridge\n\n“It is shut,” said Una Dahl.\n\nFares\n\nFares rise in May.");
        assert_eq!(
            (fields.headline.as_deref(), fields.outlet.as_deref()),
            (Some("Bridge shut – and fares"), Some("Westford Morning"))
        );
        assert_eq!(
            (fields.published.as_deref(), fields.id.as_deref()),
            (Some("Fri, 3 May 2024 06:00:00 +0100"), Some("m1@echo.example"))
        );
        assert_eq!(fields.clone().into_article(None).sections.len(), 2);
    }

    #[test]
    fn reads_plain_mail_and_files_of_several() {
        let message = |n: u32| {
            format!(
                "From: jane@echo.example\nSubject: Story {n}\nDate: Fri, 3 May 2024 06:00:00 +0100\n\nThe bridge is shut,\nsaid Una Dahl.\n\nFares rise.\n"
            )
        };
        let several = format!(
            "From jane@echo.example Fri May  3 06:00:00 2024\n{}\nFrom jane@echo.example Fri May  3 07:00:00 2024\n{}",
            message(1),
            message(2)
        );
        for (text, count) in [(message(1), 1), (several, 2)] {
            assert!(looks_like_mail(&text), "{text}");
            let read: Vec<Fields> = mail(text.as_bytes()).into_iter().flatten().collect();
            assert_eq!(read.len(), count);
            for (fields, n) in read.iter().zip(1..) {
                assert_eq!(fields.text, "The bridge is shut, said Una Dahl.\n\nFares rise.");
                assert_eq!(
                    (fields.headline.as_deref(), fields.outlet.as_deref()),
                    (Some(&*format!("Story {n}")), Some("echo.example"))
                );
            }
        }
        assert!(matches!(&mail(b"From: a@b.example\nSubject: x\nDate: y\n\n")[..], [Err(_)]));
    }

    #[test]
    fn letters_and_articles_are_no_mail() {
        for text in [
            "From: Westford\n\nThe ferry sails.",
            "Date: 3 May 2024\nSubject: the bridge\n\nDear Sir,",
            "Ana Hale: The ferry sails.\nIvo Lund: It does not.\n",
            "From the harbour, Ana Hale said: “It sails.”",
            "",
        ] {
            assert!(!looks_like_mail(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), head in "(From |From: a@b\n|Subject: [a-z]{0,4}\n|Content-Type: (text/html|multipart/mixed; boundary=x)\n|\n|--x\n){0,8}") {
            let mut message = head.into_bytes();
            message.extend(bytes);
            for fields in mail(&message).into_iter().flatten() {
                prop_assert!(!fields.into_article(None).text.is_empty());
            }
            looks_like_mail(&String::from_utf8_lossy(&message));
        }
    }
}
