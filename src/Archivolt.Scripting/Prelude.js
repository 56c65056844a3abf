// Runs before a rule: gives values the accessors that the platform's rules call, and takes away or bounds what could exceed the limits inside of one native call.
(function (global, facts, property) {
    'use strict';

    const longest = 1000000;
    const define = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, configurable: true });

    // Each can take any time or memory in one call, or lead out of the limits.
    for (const name of ['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Atomics', 'BigInt', 'Proxy', 'WeakRef', 'FinalizationRegistry', 'WebAssembly', 'Promise', 'ShadowRealm',
        'Intl', 'Temporal', 'Iterator', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array',
        'Float64Array', 'BigInt64Array', 'BigUint64Array', 'importNamespace', 'System', 'clr'])
        delete global[name];
    delete JSON.stringify;
    delete JSON.rawJSON;
    for (const name of ['flat', 'toLocaleString', 'toSpliced', 'with', 'copyWithin'])
        delete Array.prototype[name];
    for (const name of ['normalize', 'localeCompare', 'toLocaleUpperCase', 'toLocaleLowerCase'])
        delete String.prototype[name];

    const check = length => {
        if (!(length <= longest))
            throw new RangeError('The text would be longer than ' + longest + ' characters.');
    };

    define(Array.prototype, 'join', function (separator) {
        const between = separator === undefined ? ',' : String(separator);
        let text = '';
        for (let i = 0; i < this.length; i++) {
            const item = this[i];
            text += (i === 0 ? '' : between) + (item === null || item === undefined ? '' : String(item));
            check(text.length);
        }
        return text;
    });
    define(Array.prototype, 'toString', function () { return this.join(); });

    const repeat = String.prototype.repeat;
    define(String.prototype, 'repeat', function (count) {
        check(this.length * Number(count));
        return repeat.call(this, count);
    });
    for (const name of ['padStart', 'padEnd']) {
        const original = String.prototype[name];
        define(String.prototype, name, function (length, filler) {
            check(Number(length));
            return original.call(this, length, filler);
        });
    }
    for (const name of ['replace', 'replaceAll']) {
        const original = String.prototype[name];
        define(String.prototype, name, function (pattern, replacement) {
            if (typeof replacement !== 'function') {
                replacement = String(replacement);
                // '$&' brings the whole text once more.
                check((this.length + 1) * (replacement.length + 1) * (replacement.includes('$') ? this.length + 1 : 1));
            }
            return original.call(this, pattern, replacement);
        });
    }
    define(String.prototype, 'concat', function (...texts) { return [this, ...texts].join(''); });
    define(String, 'raw', function () { throw new TypeError('String.raw is not offered.'); });

    // Texts have the methods of Java's String as well.
    define(String.prototype, 'equals', function (other) { return String(this) === other; });
    define(String.prototype, 'equalsIgnoreCase', function (other) { return other !== null && other !== undefined && this.toLowerCase() === String(other).toLowerCase(); });
    define(String.prototype, 'contains', function (other) { return this.includes(other); });
    define(String.prototype, 'isEmpty', function () { return this.length === 0; });
    define(String.prototype, 'matches', function (pattern) { return new RegExp('^(?:' + pattern + ')$').test(this); });

    // Lists and dates likewise.
    define(Array.prototype, 'contains', function (item) { return this.includes(item); });
    define(Array.prototype, 'size', function () { return this.length; });
    define(Array.prototype, 'isEmpty', function () { return this.length === 0; });
    define(Array.prototype, 'get', function (index) { return this[index]; });
    define(Date.prototype, 'getTimeInMillis', Date.prototype.getTime);
    define(Date.prototype, 'before', function (other) { return this.getTime() < other.getTime(); });
    define(Date.prototype, 'after', function (other) { return this.getTime() > other.getTime(); });

    // A map answers to map.name and to map.get('name').
    const mapMethods = {
        get(key) { return Object.hasOwn(this, key) ? this[key] : null; },
        containsKey(key) { return Object.hasOwn(this, key); },
        keySet() { return Object.keys(this); },
        size() { return Object.keys(this).length; },
        isEmpty() { return Object.keys(this).length === 0; }
    };
    const map = values => Object.freeze(Object.assign(Object.create(mapMethods), values));

    // name, getName() and, for what is true or false, isName().
    const bean = (values, methods) => {
        const made = {};
        for (const name of Object.keys(values)) {
            const capital = name[0].toUpperCase() + name.slice(1);
            made[name] = values[name];
            made['get' + capital] = () => values[name];
            if (typeof values[name] === 'boolean')
                made['is' + capital] = () => values[name];
        }
        return Object.freeze(Object.assign(made, methods));
    };
    const blob = values => bean(values);
    const wrap = value => {
        if (value === null || value === undefined)
            return null;
        if (Array.isArray(value))
            return value.map(wrap);
        if (value instanceof Date || typeof value !== 'object')
            return value;
        if (value.isBlob)
            return blob(value.blob);
        const fields = {};
        for (const name of Object.keys(value.fields))
            fields[name] = wrap(value.fields[name]);
        return map(fields);
    };

    const valueOf = path => wrap(property(String(path)));
    const documentOf = values => bean(values, {
        getPropertyValue: valueOf,
        getProperty: (schema, name) => name === undefined
            ? Object.freeze({ getValue: () => valueOf(schema), value: valueOf(schema) })
            : valueOf(values.prefixes[schema] === undefined ? schema + ':' + name : values.prefixes[schema] + ':' + name),
        getPathAsString: () => values.path,
        getCurrentLifeCycleState: () => values.lifeCycleState,
        hasFacet: name => values.facets.includes(name),
        hasSchema: name => values.schemas.includes(name),
        isFolder: () => values.facets.includes('Folderish')
    });
    const userOf = values => bean(values, { isMemberOf: group => values.allGroups.includes(group) });

    const set = (name, value) => Object.defineProperty(global, name, { value, enumerable: true });
    set('Document', facts.document === null ? null : documentOf(facts.document));
    set('Blob', blob(facts.blob));
    set('CurrentUser', userOf(facts.user));
    set('Infos', map(facts.infos));
    set('XPath', facts.xpath);
    set('Reason', facts.reason);
    set('Rendition', facts.infos.rendition === undefined ? null : facts.infos.rendition);
})
