//! The command `restante-relay`: starts the relay and ends it on SIGTERM or SIGINT.

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use restante_relay::{Arguments, Config, Relay};
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let config = Config::from(Arguments::parse());
    match run(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("restante-relay: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(config: Config) -> Result<(), Box<dyn Error>> {
    let runtime = Runtime::new()?;
    let outcome = runtime.block_on(async {
        let asked_to_stop = asked_to_stop()?;
        let relay = Relay::bind(config).await?;
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{}", relay.url())?;
        stdout.flush()?;
        drop(stdout);
        relay.serve(asked_to_stop).await;
        Ok(())
    });
    // A name that is still being looked up would hold up the end for as long as its DNS server likes.
    runtime.shutdown_background();
    outcome
}

/// Listens for signals from now on; the future is done when one came.
#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
