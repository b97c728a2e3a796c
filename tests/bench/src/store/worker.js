// Runs in the engine's worker before its own code: asks it as its page would, and notes how long each
// answer takes.
(() => {
    const contains = (bytes, needle) => {
        search: for (let at = bytes.indexOf(needle[0]); at >= 0; at = bytes.indexOf(needle[0], at + 1)) {
            for (let place = 1; place < needle.length; place++) {
                if (bytes[at + place] !== needle[place]) continue search;
            }
            return true;
        }
        return false;
    };

    // While it is asked here, its page hears nothing.
    let awaited = null;
    let asking = false;
    const post = self.postMessage;
    self.postMessage = function (message, ...rest) {
        if (!asking) return post.call(self, message, ...rest);
        if (awaited && contains(new Uint8Array(message), awaited.needle)) {
            const { done } = awaited;
            awaited = null;
            done(performance.now());
        }
    };

    // The memory of what is about to run here.
    let memory = null;
    for (const way of ['instantiate', 'instantiateStreaming']) {
        const instantiate = WebAssembly[way];
        WebAssembly[way] = async (...given) => {
            const made = await instantiate.apply(WebAssembly, given);
            memory = (made.instance ?? made).exports.memory;
            return made;
        };
    }

    let times = null;
    self.restanteBench = {
        // Requests, each with what only its answer holds; one after the other.
        async ask(requests) {
            times = null;
            asking = true;
            const all = [];
            for (const [request, needle] of requests) {
                const data = Uint8Array.fromBase64(request);
                const answer = new Promise(done => {
                    awaited = { needle: Uint8Array.fromBase64(needle), done };
                });
                const began = performance.now();
                self.dispatchEvent(new MessageEvent('message', { data }));
                all.push(await answer - began);
            }
            asking = false;
            times = all;
        },
        memory: () => memory.buffer.byteLength,
        // Milliseconds, once all have been answered.
        times: () => times,
    };
})();
