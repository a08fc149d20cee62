// mutool run. Older versions (1.21) do not tell the name of a widget, and stop where its options are asked for.
var pdf = new PDFDocument(scriptArgs[0]);
var typed = JSON.parse(read(scriptArgs[1]));

function names(page) {
    var found = [];
    page.get("Annots").forEach(function (key, annotation) {
        if (annotation.get("Subtype").asName() === "Widget") found.push(annotation.get("T").asString());
    });
    return found;
}

for (var number = 0; number < pdf.countPages(); number++) {
    var page = pdf.findPage(number);
    if (!page.get("Annots").isArray()) continue;
    var order = names(page);
    pdf.loadPage(number).getWidgets().forEach(function (widget, index) {
        var name = order[index];
        if (name in typed.texts) widget.setTextValue(typed.texts[name]);
        else if (name in typed.choices) widget.setChoiceValue(typed.choices[name].value);
        else if (name in typed.ticks && (widget.getValue() !== "Off") !== typed.ticks[name]) widget.toggle();
        widget.update();
    });
}
pdf.save(scriptArgs[2], "");
