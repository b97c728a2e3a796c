//! Passwords at rest: AES-GCM under a WebCrypto key that no script can read out, kept beside the
//! mail. A copy of the browser's files gives both away, a script in the page gives neither.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, SubtleCrypto};

use super::{
    database::{Access, Database, refused, result},
    schema::KEYS,
};
use crate::{
    engine::problem::Problem,
    store::{Sealed, StoreError},
};

const ALGORITHM: &str = "AES-GCM";

/// The key's place among the keys.
const PURPOSE: &str = "passwords";

/// Bytes of the nonce, as NIST SP 800-38D recommends; random, and kept before the ciphertext.
const NONCE: usize = 12;

/// Encrypts for this device.
pub(super) async fn seal(database: &Database, secret: &str) -> Result<Sealed, Problem> {
    let key = match stored_key(database).await? {
        Some(key) => key,
        None => make_key(database).await?,
    };
    sealed_with(&key, secret).await.map_err(|error| trouble(&error))
}

/// Decrypts what was encrypted on this device.
pub(super) async fn unseal(database: &Database, sealed: &Sealed) -> Result<String, Problem> {
    let gone =
        || Problem::Storage("the key to the saved password is gone; type the password again".to_owned());
    let key = stored_key(database).await?.ok_or_else(gone)?;
    let (nonce, ciphertext) = sealed.0.split_at_checked(NONCE).ok_or_else(gone)?;
    let opened = async {
        let decrypted = subtle()?.decrypt_with_object_and_u8_array(&parameters(nonce)?, &key, ciphertext)?;
        JsFuture::from(decrypted).await
    };
    let plain = opened.await.map_err(|_| gone())?;
    String::from_utf8(Uint8Array::new(&plain).to_vec()).map_err(|_| gone())
}

async fn sealed_with(key: &CryptoKey, secret: &str) -> Result<Sealed, JsValue> {
    let mut nonce = [0; NONCE];
    crypto()?.get_random_values_with_u8_array(&mut nonce)?;
    let encrypted =
        subtle()?.encrypt_with_object_and_u8_array(&parameters(&nonce)?, key, secret.as_bytes())?;
    let ciphertext = Uint8Array::new(&JsFuture::from(encrypted).await?).to_vec();
    Ok(Sealed([&nonce[..], &ciphertext].concat()))
}

async fn stored_key(database: &Database) -> Result<Option<CryptoKey>, StoreError> {
    let store = database.transaction(&[KEYS], Access::Read)?.store(KEYS)?;
    let request = store.get(&JsValue::from_str(PURPOSE)).map_err(|error| refused(&error))?;
    Ok(result(&request).await?.dyn_into().ok())
}

async fn make_key(database: &Database) -> Result<CryptoKey, Problem> {
    let generated = async {
        let algorithm = Object::new();
        Reflect::set(&algorithm, &"name".into(), &ALGORITHM.into())?;
        Reflect::set(&algorithm, &"length".into(), &256.into())?;
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let extractable = false;
        let key = subtle()?.generate_key_with_object(&algorithm, extractable, &usages)?;
        JsFuture::from(key).await?.dyn_into::<CryptoKey>()
    };
    let key = generated.await.map_err(|error| trouble(&error))?;
    let transaction = database.transaction(&[KEYS], Access::WriteStrictly)?;
    let added = transaction.store(KEYS)?.add_with_key(&key, &JsValue::from_str(PURPOSE));
    added.map_err(|error| refused(&error))?;
    if let Err(error) = transaction.complete().await {
        // Another password was the first, and what it was sealed with must not be lost.
        return stored_key(database).await?.ok_or_else(|| error.into());
    }
    Ok(key)
}

fn parameters(nonce: &[u8]) -> Result<Object, JsValue> {
    let parameters = Object::new();
    Reflect::set(&parameters, &"name".into(), &ALGORITHM.into())?;
    Reflect::set(&parameters, &"iv".into(), &Uint8Array::from(nonce))?;
    Ok(parameters)
}

fn crypto() -> Result<Crypto, JsValue> {
    Reflect::get(&js_sys::global(), &"crypto".into())?.dyn_into()
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    Ok(crypto()?.subtle())
}

fn trouble(error: &JsValue) -> Problem {
    refused(error).into()
}
