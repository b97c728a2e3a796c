//! The wasm's entry: one binary in two roles, the page and its worker.

#[cfg(target_arch = "wasm32")]
fn main() {
    use wasm_bindgen::JsCast;

    console_error_panic_hook::set_once();
    if js_sys::global().is_instance_of::<web_sys::DedicatedWorkerGlobalScope>() {
        if let Err(error) = restante::browser::run_worker() {
            gloo::console::error!("the worker cannot start:", error);
        }
    } else {
        restante::app::start();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Restante runs in a browser. `make run` builds it and serves it.");
    std::process::exit(2);
}
