// Runs in the engine's worker before its own code. Says, in one order, what is asked of IndexedDB,
// when it is done, and what leaves for the relay.
(() => {
    // How the mails of these tests are marked, wherever in a stored value they are.
    const MARK = /restante-mail-(\d+)\./g;
    const LATIN_1 = new TextDecoder('latin1');

    // The test hears of it at once: the whole browser may be killed at any moment.
    const note = entry => restanteSay(JSON.stringify(entry));

    // Upgrades and compactions are over in a moment. These last so many milliseconds more, so that
    // somebody who wants to break one off can.
    const LINGER = 20;
    const linger = (transaction, store) => {
        const end = performance.now() + LINGER;
        const ask = () => {
            if (performance.now() < end) transaction.objectStore(store).count().addEventListener('success', ask);
        };
        ask();
    };

    // Where a test wants the worker to crash it is cut off: from there on it writes nothing and sends
    // nothing, whatever it still does until the page is loaded again.
    let crashAt = null;
    let isCutOff = false;
    const crashHere = where => {
        isCutOff ||= crashAt === where;
        return isCutOff;
    };
    const refuse = () => {
        throw new DOMException('the worker was cut off', 'UnknownError');
    };

    // Bytes cannot be looked up in a Blob at once, so what it is made of is remembered.
    const inBlobs = new WeakMap();
    self.Blob = new Proxy(Blob, {
        construct(target, [parts, ...rest], asked) {
            const blob = Reflect.construct(target, [parts, ...rest], asked);
            inBlobs.set(blob, mailsIn(parts ?? []));
            return blob;
        },
    });

    function mailsIn(value) {
        if (typeof value === 'string') return Array.from(value.matchAll(MARK), found => Number(found[1]));
        if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return mailsIn(LATIN_1.decode(value));
        if (value instanceof Blob) return inBlobs.get(value) ?? [];
        if (value && typeof value === 'object') return Object.values(value).flatMap(mailsIn);
        return [];
    }

    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...given) {
        const request = open.apply(this, given);
        request.addEventListener('upgradeneeded', ({ oldVersion }) => {
            note({ what: 'upgrade', from: oldVersion });
            if (oldVersion > 0) linger(request.transaction, 'journal');
        });
        return request;
    };

    const numbers = new WeakMap();
    const holdingMail = new Set();
    let transactions = 0;
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...given) {
        if (isCutOff) refuse();
        const begun = begin.apply(this, given);
        const transaction = ++transactions;
        numbers.set(begun, transaction);
        const [writes, strict] = [begun.mode !== 'readonly', begun.durability === 'strict'];
        const stores = [...begun.objectStoreNames];
        note({ what: 'begin', transaction, writes, strict, stores });
        if (writes && stores.includes('blocks')) linger(begun, 'blocks');
        // These are told before whoever began it is.
        begun.addEventListener('complete', () => {
            if (holdingMail.has(transaction) && crashHere('stored')) return;
            note({ what: 'complete', transaction });
        });
        begun.addEventListener('abort', () => note({ what: 'abort', transaction }));
        return begun;
    };
    for (const method of ['put', 'add']) {
        const store = IDBObjectStore.prototype[method];
        IDBObjectStore.prototype[method] = function (value, ...rest) {
            if (isCutOff) refuse();
            const mails = [...new Set(mailsIn(value))];
            if (mails.length === 0) return store.call(this, value, ...rest);
            const transaction = numbers.get(this.transaction);
            holdingMail.add(transaction);
            note({ what: 'put', transaction, mails });
            const request = store.call(this, value, ...rest);
            // What a crash leaves undone is undone as a whole.
            if (crashHere('storing')) {
                this.transaction.abort();
                note({ what: 'abort', transaction });
            }
            return request;
        };
    }

    // The first byte of a message says what it is: from the page 1 is Open and 2 is Data, from the
    // relay 1 is Opened.
    const sockets = new WeakMap();
    let opened = 0;

    // Whatever the server hears of DELE, the test has in writing before: such a message waits until
    // all that was done up to it was heard, and what comes after it waits, too.
    const waiting = [];
    self.restanteSaid = () => {
        do waiting.shift().leave();
        while (waiting.length > 0 && !waiting[0].isWord);
    };
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
        if (isCutOff) return;
        let isWord = false;
        const bytes = ArrayBuffer.isView(data)
            ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
            : new Uint8Array(data);
        if (bytes[0] === 1) {
            const socket = ++opened;
            sockets.set(this, socket);
            this.addEventListener('message', ({ data }) => {
                if (new Uint8Array(data)[0] === 1) note({ what: 'opened', socket });
            });
        } else if (bytes[0] === 2) {
            const text = LATIN_1.decode(bytes.subarray(1));
            note({ what: 'send', socket: sockets.get(this), text });
            isWord = text.includes('DELE ');
        }
        if (!isWord && waiting.length === 0) return send.call(this, data);
        const copy = bytes.slice();
        waiting.push({ isWord, leave: () => isCutOff || send.call(this, copy) });
        if (isWord) restanteAwait('');
    };

    // What the worker tells its page is heard here instead while a test asks in the page's stead.
    let heard = null;
    const post = self.postMessage;
    self.postMessage = function (message, ...rest) {
        if (heard === null) return post.call(self, message, ...rest);
        heard.push(new Uint8Array(message).toBase64());
    };

    self.restanteTrace = {
        // The worker ends here and now, as if the browser had crashed: nothing that it has not done
        // by now is done.
        end() {
            self.close();
        },
        crashAt(where) {
            crashAt = where;
        },
        isCutOff: () => isCutOff,
        ask(requests) {
            heard = [];
            for (const request of requests) {
                self.dispatchEvent(new MessageEvent('message', { data: Uint8Array.fromBase64(request) }));
            }
        },
        answers: () => heard.splice(0),
    };
})();
