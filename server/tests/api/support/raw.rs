//! A connection without a client library, for what one would not send or not show.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Debug)]
pub(crate) struct RawConnection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl RawConnection {
    pub(super) async fn open(address: SocketAddr) -> Self {
        Self {
            stream: TcpStream::connect(address).await.unwrap(),
            received: Vec::new(),
        }
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// No more will be sent; answers can still be read.
    pub(crate) async fn finish_sending(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// The next head of an answer, with the blank line; what follows stays.
    pub(crate) async fn read_head(&mut self) -> String {
        loop {
            if let Some(end) = self.received.windows(4).position(|w| w == b"\r\n\r\n") {
                let head: Vec<u8> = self.received.drain(..end + 4).collect();
                return String::from_utf8(head).unwrap();
            }
            assert!(self.receive().await > 0, "closed: {:?}", self.received);
        }
    }

    pub(crate) async fn read_exactly(&mut self, length: usize) -> Vec<u8> {
        while self.received.len() < length {
            assert!(self.receive().await > 0, "closed: {:?}", self.received);
        }
        self.received.drain(..length).collect()
    }

    /// Everything up to the end of the connection.
    pub(crate) async fn read_to_end(mut self) -> String {
        while self.receive().await > 0 {}
        String::from_utf8(self.received).unwrap()
    }

    /// Head and body of one answer that has a `Content-Length`.
    pub(crate) async fn read_answer(&mut self) -> (String, String) {
        let head = self.read_head().await;
        let length = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(0, |(_, length)| length.parse().unwrap());
        let body = self.read_exactly(length).await;
        (head, String::from_utf8(body).unwrap())
    }

    async fn receive(&mut self) -> usize {
        self.stream.read_buf(&mut self.received).await.unwrap_or(0)
    }
}
