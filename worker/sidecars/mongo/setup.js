// The first user may be made from the server's own machine without a password; afterwards only by that user.
// Called with the passwords of app and judge in front: const [password, judgePassword] = [...]
const admin = db.getSiblingDB("admin");
try {
    admin.auth("judge", judgePassword);
} catch (nobodyYet) {
    admin.createUser({ user: "judge", pwd: judgePassword, roles: ["root"] });
    admin.auth("judge", judgePassword);
}
const app = db.getSiblingDB("app");
if (app.getUser("app") === null) {
    app.createUser({ user: "app", pwd: password, roles: [{ role: "readWrite", db: "app" }] });
}
