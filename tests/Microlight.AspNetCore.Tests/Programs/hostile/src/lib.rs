//! A handler of HTTP requests that does to its host what the path says.
use std::io::Write as _;
use wasi::http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam};

struct Handler;
wasi::http::proxy::export!(Handler);

impl wasi::exports::http::incoming_handler::Guest for Handler {
    fn handle(request: IncomingRequest, response: ResponseOutparam) {
        match request.path_with_query().unwrap_or_default().as_str() {
            "/spin" => loop {
                std::hint::spin_loop();
            },
            "/trap" => std::process::abort(),
            "/recurse" => answer(response, &[deeper(1) as u8]),
            // Memory until there is none: the allocator's failure aborts.
            "/exhaust" => {
                let mut all: Vec<Vec<u8>> = Vec::new();
                loop {
                    all.push(vec![all.len() as u8 + 1; 1 << 20]);
                }
            }
            // What is printed goes to the host's log.
            "/print" => loop {
                std::io::stdout().write_all(&[b'x'; 4096]).unwrap();
            },
            // A response without end.
            "/flood" => {
                let (body, stream) = begin(response);
                while stream.blocking_write_and_flush(&[b'x'; 4096]).is_ok() {}
                drop(stream);
                let _ = OutgoingBody::finish(body, None);
            }
            "/headers" => {
                let fields = Fields::new();
                for i in 0u64.. {
                    fields.append(&format!("x-{i}"), &vec![b'x'; 4096]).unwrap();
                }
            }
            "/silence" => {}
            _ => answer(response, b"well\n"),
        }
    }
}

fn deeper(n: u64) -> u64 {
    std::hint::black_box(n) + deeper(std::hint::black_box(n + 1))
}

fn begin(to: ResponseOutparam) -> (OutgoingBody, wasi::io::streams::OutputStream) {
    let response = OutgoingResponse::new(Fields::new());
    let body = response.body().unwrap();
    ResponseOutparam::set(to, Ok(response));
    let stream = body.write().unwrap();
    (body, stream)
}

fn answer(to: ResponseOutparam, text: &[u8]) {
    let (body, stream) = begin(to);
    stream.blocking_write_and_flush(text).unwrap();
    drop(stream);
    OutgoingBody::finish(body, None).unwrap();
}
