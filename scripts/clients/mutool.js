// MuPDF's own tool: mutool run.
var pdf = new PDFDocument(scriptArgs[0]);
var typed = JSON.parse(read(scriptArgs[1]));
for (var number = 0; number < pdf.countPages(); number++) {
    pdf.loadPage(number).getWidgets().forEach(function (widget) {
        var name = widget.getName();
        if (name in typed.texts) widget.setTextValue(typed.texts[name]);
        else if (name in typed.choices) widget.setChoiceValue(widget.getOptions()[typed.choices[name].index]);
        else if (name in typed.ticks && (widget.getValue() !== "Off") !== typed.ticks[name]) widget.toggle();
        widget.update();
    });
}
pdf.save(scriptArgs[2], "");
