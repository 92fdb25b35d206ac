// Back to no data: collections go, users stay. Called with judge's password in front: const judgePassword = ...
db.getSiblingDB("admin").auth("judge", judgePassword);
const app = db.getSiblingDB("app");
app.getCollectionNames().forEach((name) => app.getCollection(name).drop());
