//! As much of HTTP/1.1 as a resolver and a web server for tests need.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

/// The longest body that is read: a form's, or a DNS message.
const LONGEST: usize = 1 << 20;

/// What a browser asks.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    /// Without the port.
    pub(super) host: String,
    /// The fields with cookies or the referrer.
    pub(super) tells: Vec<String>,
    pub(super) body: Vec<u8>,
}

/// What it is told, always as a success.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    pub(super) media_type: String,
    pub(super) body: Vec<u8>,
    /// Cookies to be kept, with their attributes.
    pub(super) cookies: &'static [&'static str],
}

/// Answers one request after the other, until the browser has had enough.
pub(super) async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    answer: impl Fn(&Request) -> Answer,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await? {
        let Answer { media_type, body, cookies } = answer(&request);
        let cookies: String = cookies.iter().map(|cookie| format!("Set-Cookie: {cookie}\r\n")).collect();
        // Whoever asks may read it, so that fonts and the like are not stopped by another rule than
        // the one that is tested.
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             Access-Control-Allow-Origin: *\r\n{cookies}\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), &body].concat()).await?;
        stream.flush().await?;
    }
    Ok(())
}

async fn read<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut request = Request { method, path, ..Request::default() };
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "host" => {
                let host = value.trim().to_lowercase();
                request.host = host.split_once(':').map_or(host.as_str(), |(host, _)| host).to_owned();
            }
            "cookie" | "referer" => request.tells.push(line.trim().to_owned()),
            "content-length" => length = value.trim().parse().unwrap_or(0),
            _ => {}
        }
    }
    if length > LONGEST {
        return Ok(None);
    }
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).await?;
    Ok(Some(request))
}
