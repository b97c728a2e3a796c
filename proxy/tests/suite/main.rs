//! The relay as its clients see it: real WebSockets and real TCP connections, on loopback alone.

mod binary;
mod demo;
mod endings;
mod flow;
mod http;
mod origins;
mod page;
mod refusals;
mod running;
mod targets;
mod websocket;
