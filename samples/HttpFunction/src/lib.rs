//! An HTTP function: what wasi:http/incoming-handler asks for, and nothing of sockets, addresses or threads.
use std::sync::atomic::{AtomicU32, Ordering};
use wasi::http::types::{Fields, IncomingBody, IncomingRequest, Method, OutgoingBody, OutgoingResponse, ResponseOutparam};
use wasi::io::streams::StreamError;

struct Function;
wasi::http::proxy::export!(Function);

/// How many requests this instance has served: 1 whenever instances are restored or new for each request.
static SERVED: AtomicU32 = AtomicU32::new(0);

impl wasi::exports::http::incoming_handler::Guest for Function {
    fn handle(request: IncomingRequest, response: ResponseOutparam) {
        let served = SERVED.fetch_add(1, Ordering::Relaxed) + 1;
        let path = request.path_with_query().unwrap_or_default();
        match (request.method(), path.as_str()) {
            (Method::Get, "/count") => answer(response, 200, format!("{served}\n").as_bytes()),
            (Method::Post, "/upper") => answer(response, 200, &body(request).to_ascii_uppercase()),
            (Method::Get, path) if path.starts_with("/hello/") => answer(response, 200, format!("Hello, {}!\n", &path["/hello/".len()..]).as_bytes()),
            _ => answer(response, 404, b"there are /hello/NAME, /count and POST /upper\n"),
        }
    }
}

fn body(request: IncomingRequest) -> Vec<u8> {
    let body: IncomingBody = request.consume().unwrap();
    let stream = body.stream().unwrap();
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(64 * 1024) {
            Ok(some) => bytes.extend(some),
            Err(StreamError::Closed) => return bytes,
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn answer(to: ResponseOutparam, status: u16, text: &[u8]) {
    let headers = Fields::new();
    headers.append(&"content-type".to_string(), &b"text/plain".to_vec()).unwrap();
    let response = OutgoingResponse::new(headers);
    response.set_status_code(status).unwrap();
    let body = response.body().unwrap();
    ResponseOutparam::set(to, Ok(response));
    let stream = body.write().unwrap();
    for part in text.chunks(4096) {
        stream.blocking_write_and_flush(part).unwrap();
    }
    drop(stream);
    OutgoingBody::finish(body, None).unwrap();
}
