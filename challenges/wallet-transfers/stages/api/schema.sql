CREATE TABLE accounts (
    id      text PRIMARY KEY,
    balance bigint NOT NULL
);

CREATE TABLE transfers (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_account text NOT NULL REFERENCES accounts (id),
    to_account   text NOT NULL REFERENCES accounts (id),
    amount       bigint NOT NULL CHECK (amount > 0)
);

-- One row for every change of a balance; an opening has no transfer.
CREATE TABLE entries (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account  text NOT NULL REFERENCES accounts (id),
    transfer bigint REFERENCES transfers (id),
    amount   bigint NOT NULL,
    balance  bigint NOT NULL
);

CREATE INDEX entries_of_an_account ON entries (account, id);
