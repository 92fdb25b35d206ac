console.log("contained");
