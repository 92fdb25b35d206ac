"use strict";

const { Pool, types } = require("pg");

types.setTypeParser(types.builtins.INT8, Number);
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
pool.on("error", (error) => console.error("idle connection:", error.message));

module.exports = { pool };
